// A person's page: what this role may hold, and for the rest its name and who holds it. Never a blank.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { HeldBy, PersonView } from '../../bindings';
import { useRead } from '../../data/read';
import { held } from '../../data/record';
import { useRoles } from '../../data/session';
import { Button, buttonClass } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { type Fact, FactStrip, SummaryList } from '../../kit/Facts';
import { useDates, useWords } from '../../kit/language';
import { PageHead } from '../../kit/PageHead';
import { Pane } from '../../kit/Pane';
import { Loading } from '../../kit/States';
import { Tag } from '../../kit/Tag';
import { fullName, recruits, workspaceOfRole, workspaceWords } from '../../terms/names';
import { ApplicantTag } from './ApplicantTag';
import { ApplicantTransfers } from './ApplicantTransfers';
import { ChangeApplicant } from './ChangeApplicant';
import { Documents } from './Documents';
import { personRoute } from './routes';
import { sectionOf, useSections } from './sections';
import { WithdrawApplicant } from './WithdrawApplicant';
import { words } from './words';

export function PersonPage() {
  const { id } = personRoute.useParams();
  const view = held(useRead('personPage', { id }));
  return view ? <Shown view={view} /> : <Loading />;
}

function Shown({ view }: { view: PersonView }) {
  const say = useWords(words);
  const dates = useDates();
  const [withdrawing, setWithdrawing] = useState(false);
  const [changing, setChanging] = useState(false);
  const sections = useSections(view);
  const { applicant, person } = view;
  const name = fullName(person.name);
  const recruiter = recruits(useRoles());
  const isOpen = applicant?.stage.kind === 'offer_accepted';
  const mayAct = recruiter && isOpen;
  return (
    <div className="page">
      <PageHead
        title={name}
        windowTitle={say('personWindow')}
        path={[
          {
            key: 'list',
            link: (
              <Link to="/people" activeOptions={{ exact: true }}>
                {say('applicants')}
              </Link>
            ),
          },
          { key: 'here', link: <span aria-current="page">{name}</span> },
        ]}
        actions={
          applicant && mayAct ? (
            <>
              {applicant.no_earlier_service ? null : (
                <Link
                  className={buttonClass('main')}
                  to="/transfers/new"
                  search={{ applicant: applicant.id }}
                >
                  {say('ask')}
                </Link>
              )}
              <Button onClick={() => setChanging(true)}>{say('change')}</Button>
              <Button look="destructive" onClick={() => setWithdrawing(true)}>
                {say('withdraw')}
              </Button>
            </>
          ) : null
        }
      />
      <FactStrip
        facts={[
          ...(applicant
            ? [
                {
                  key: 'state',
                  label: say('state'),
                  value: <ApplicantTag stage={applicant.stage} />,
                },
                { key: 'post', label: say('post'), value: applicant.post },
                {
                  key: 'start',
                  label: say('startDate'),
                  value: applicant.start_on ? dates.day(applicant.start_on) : say('notSet'),
                },
              ]
            : []),
          ...(person.employee_number
            ? [{ key: 'number', label: say('staffNumber'), value: person.employee_number }]
            : []),
          ...(view.date_of_birth
            ? [{ key: 'born', label: say('born'), value: dates.day(view.date_of_birth) }]
            : []),
          ...(view.ni_ending
            ? [
                {
                  key: 'ni',
                  label: say('niNumber'),
                  value: say('niEnds', { ending: view.ni_ending }),
                },
              ]
            : []),
        ]}
      />
      <div className="split">
        <Pane label={say('personWindow')}>
          <div className="cards">
            {sections.map((section) => (
              <Card key={section.key} title={section.title}>
                <Facts facts={section.facts} />
              </Card>
            ))}
            {applicant ? (
              <Documents applicant={applicant.id} mayAct={recruiter} open={isOpen} />
            ) : null}
            {applicant && view.transfers ? (
              <ApplicantTransfers
                applicant={applicant}
                transfers={view.transfers}
                mayAct={mayAct}
              />
            ) : null}
            {view.held_by.length > 0 ? (
              <Card title={say('heldElsewhere')}>
                <Elsewhere heldBy={view.held_by} />
              </Card>
            ) : null}
          </div>
        </Pane>
      </div>
      {applicant && changing ? (
        <ChangeApplicant applicant={applicant} onClose={() => setChanging(false)} />
      ) : null}
      {applicant ? (
        <WithdrawApplicant
          id={applicant.id}
          open={withdrawing}
          onClose={() => setWithdrawing(false)}
        />
      ) : null}
    </div>
  );
}

function Facts({ facts }: { facts: readonly Fact[] }) {
  const say = useWords(words);
  return facts.length === 0 ? (
    <p className="muted">{say('nothingHeld')}</p>
  ) : (
    <SummaryList facts={facts} />
  );
}

/** What this role may not see: its name, and who holds it. */
function Elsewhere({ heldBy }: { heldBy: readonly HeldBy[] }) {
  const say = useWords(words);
  const sayWorkspace = useWords(workspaceWords);
  return (
    <SummaryList
      facts={heldBy.map(({ noun, roles }) => ({
        key: noun,
        label: say(sectionOf(noun)),
        value: [...new Set(roles.map(workspaceOfRole))].map((workspace) => (
          <Tag
            key={workspace}
            tone={workspace === 'occupational_health' ? 'oh' : 'neutral'}
            icon="shield"
          >
            {sayWorkspace(workspace)}
          </Tag>
        )),
      }))}
    />
  );
}
