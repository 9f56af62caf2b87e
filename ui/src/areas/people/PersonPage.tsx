// A person's page: what this role may hold, and for the rest the name, and who holds it. Never a blank.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { PersonPage as Page, PersonSection } from '../../bindings';
import { useRead } from '../../data/read';
import { Button, buttonClass } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { FactStrip, SummaryList } from '../../kit/Facts';
import { useDates, useWords } from '../../kit/language';
import { PageHead } from '../../kit/PageHead';
import { Loading } from '../../kit/States';
import { Tag } from '../../kit/Tag';
import {
  competenceLine,
  competenceName,
  fieldWords,
  immunisationLine,
  valueLines,
} from '../../terms/fields';
import { ApplicantTag } from './ApplicantTag';
import { personRoute } from './routes';
import { WithdrawApplicant } from './WithdrawApplicant';
import { words } from './words';

export function PersonPage() {
  const { id } = personRoute.useParams();
  const page = useRead('person', id);
  return page.data ? <Shown page={page.data} /> : <Loading />;
}

function Shown({ page }: { page: Page }) {
  const say = useWords(words);
  const dates = useDates();
  const [withdrawing, setWithdrawing] = useState(false);
  return (
    <div className="page">
      <PageHead
        title={page.name}
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
          { key: 'here', link: <span aria-current="page">{page.name}</span> },
        ]}
        actions={
          <>
            {page.may_request ? (
              <Link
                className={buttonClass('main')}
                to="/transfers/new"
                search={{ applicant: page.id }}
              >
                {say('ask')}
              </Link>
            ) : null}
            {page.may_withdraw ? (
              <Button look="destructive" onClick={() => setWithdrawing(true)}>
                {say('withdraw')}
              </Button>
            ) : null}
          </>
        }
      />
      <FactStrip
        facts={[
          { key: 'state', label: say('state'), value: <ApplicantTag state={page.state} /> },
          ...(page.post ? [{ key: 'post', label: say('post'), value: page.post }] : []),
          {
            key: 'start',
            label: say('startDate'),
            value: page.start_on ? dates.day(page.start_on) : say('notSet'),
          },
          ...(page.date_of_birth
            ? [{ key: 'born', label: say('born'), value: dates.day(page.date_of_birth) }]
            : []),
        ]}
      />
      <div className="split">
        <div className="pane padded">
          <div className="cards">
            <Card title={say('transfers')}>
              {page.transfers.length === 0 ? (
                <p className="muted">{say('noTransfers')}</p>
              ) : (
                <ul className="stack">
                  {page.transfers.map((transfer) => (
                    <li key={transfer.id}>
                      <Link to="/transfers/$id" params={{ id: transfer.id }}>
                        {say('transferFrom', { name: transfer.source.name })}
                      </Link>{' '}
                      <span className="meta">{dates.momentFirst(transfer.at)}</span>
                    </li>
                  ))}
                </ul>
              )}
            </Card>
            {page.sections.map((section) => (
              <Card key={section.section} title={say(`section_${section.section}`)}>
                <Section section={section} />
              </Card>
            ))}
          </div>
        </div>
      </div>
      <WithdrawApplicant page={page} open={withdrawing} onClose={() => setWithdrawing(false)} />
    </div>
  );
}

function Section({ section }: { section: PersonSection }) {
  const say = useWords(words);
  const sayField = useWords(fieldWords);
  const dates = useDates();
  if (section.kind === 'elsewhere')
    return (
      <p>
        <Tag tone={section.team === 'occupational_health' ? 'oh' : 'neutral'} icon="shield">
          {say(`heldBy_${section.team}`)}
        </Tag>{' '}
        <span className="muted">{say('notYours')}</span>
      </p>
    );
  const facts = [
    ...section.fields.map((field) => ({
      key: field.label,
      label: sayField(field.label),
      value: (
        <>
          {valueLines(field.value, sayField, dates).map((line) => (
            <span className="two" key={line}>
              {line}
            </span>
          ))}
          {field.origin ? (
            <span className="meta">{say('fromOrigin', { origin: field.origin })}</span>
          ) : null}
        </>
      ),
    })),
    ...section.competences.map((it) => ({
      key: it.name,
      label: competenceName(it.name),
      value: competenceLine(it, sayField, dates),
    })),
    ...section.immunisations.map((it) => ({
      key: `${it.disease}-${it.on}-${it.dose}`,
      label: it.disease,
      value: immunisationLine(it, sayField, dates),
    })),
  ];
  return facts.length === 0 ? (
    <p className="muted">{say('nothingHeld')}</p>
  ) : (
    <SummaryList facts={facts} />
  );
}
