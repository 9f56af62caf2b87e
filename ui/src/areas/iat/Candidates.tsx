// Who may be meant: each with how number, birth date and name compare, in words and shapes.
import { Link } from '@tanstack/react-router';
import type { Candidate, Compared, EnquiryView } from '../../bindings';
import { buttonClass } from '../../kit/Button';
import type { IconName } from '../../kit/Icon';
import { useDates, useWords } from '../../kit/language';
import { Empty } from '../../kit/States';
import { Row, Table } from '../../kit/Table';
import { Tag, type Tone } from '../../kit/Tag';
import { fullName } from '../../terms/names';
import { sourceWords } from './sourceWords';

const looks: Readonly<Record<Compared, { tone: Tone; icon: IconName }>> = {
  same: { tone: 'plain', icon: 'same' },
  different: { tone: 'warn', icon: 'differs' },
  earlier: { tone: 'info', icon: 'history' },
  not_held: { tone: 'neutral', icon: 'help' },
};

function ComparedTag({ compared }: { compared: Compared }) {
  const say = useWords(sourceWords);
  return (
    <Tag tone={looks[compared].tone} icon={looks[compared].icon}>
      {say(compared)}
    </Tag>
  );
}

export function Candidates({ view, chosen }: { view: EnquiryView; chosen: Candidate | null }) {
  const say = useWords(sourceWords);
  const dates = useDates();
  if (view.candidates.length === 0)
    return <Empty title={say('noCandidates')}>{say('noCandidatesText')}</Empty>;
  const gave = view.asked
    ? say('theyGaveText', {
        lastName: view.asked.last_name,
        born: dates.day(view.asked.date_of_birth),
        ending: view.asked.ni_ending,
      })
    : null;
  return (
    <>
      {gave ? (
        <p className="card-body">
          <span className="muted">{say('theyGave')}: </span>
          {gave}
        </p>
      ) : null}
      <Table
        label={say('whoIsMeant')}
        columns={[
          { key: 'person', label: say('person') },
          { key: 'ni', label: say('niNumber') },
          { key: 'born', label: say('dateOfBirth') },
          { key: 'name', label: say('lastName') },
          { key: 'choose', label: say('choose'), silent: true },
        ]}
      >
        {view.candidates.map((candidate) => (
          <Row
            key={candidate.person}
            head={
              <>
                <span className="two strong">{fullName(candidate.name)}</span>
                <span className="meta">
                  {[candidate.post?.split('|').join(', '), candidate.employee_number]
                    .filter(Boolean)
                    .join(', ')}
                </span>
              </>
            }
            cells={[
              {
                key: 'ni',
                label: say('niNumber'),
                value: <ComparedTag compared={candidate.ni_number} />,
              },
              {
                key: 'born',
                label: say('dateOfBirth'),
                value: <ComparedTag compared={candidate.birth} />,
              },
              {
                key: 'name',
                label: say('lastName'),
                value: <ComparedTag compared={candidate.last_name} />,
              },
              {
                key: 'choose',
                value:
                  candidate.person === chosen?.person ? (
                    <Tag tone="info" icon="check">
                      {say('chosen')}
                    </Tag>
                  ) : (
                    <Link
                      className={buttonClass('plain', true)}
                      to="/enquiries/$id"
                      params={{ id: view.enquiry.id }}
                      search={{ person: candidate.person }}
                      replace
                      resetScroll={false}
                      aria-label={say('chooseName', { name: fullName(candidate.name) })}
                    >
                      {say('choose')}
                    </Link>
                  ),
              },
            ]}
          />
        ))}
      </Table>
    </>
  );
}
