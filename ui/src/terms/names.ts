// How people and workspaces are called.
import { type PersonName, type Role, type Team, teams } from '../bindings';
import { catalogue } from '../kit/words';

export const fullName = ({ first, last }: PersonName): string => `${first} ${last}`;

/** A workspace gathers the pages of a role. */
export type Workspace =
  | 'recruitment'
  | 'human_resources'
  | 'approver'
  | 'occupational_health'
  | 'learning'
  | 'team'
  | 'finance'
  | 'interviews'
  | 'references'
  | 'training'
  | 'payroll'
  | 'administration';

const workspaceOf: Readonly<Record<Role, Workspace>> = {
  recruitment_officer: 'recruitment',
  hr_officer: 'human_resources',
  iat_approver: 'approver',
  oh_nurse: 'occupational_health',
  learning_administrator: 'learning',
  line_manager: 'team',
  director: 'team',
  finance_officer: 'finance',
  interviewer: 'interviews',
  referee: 'references',
  trainer: 'training',
  payroll_officer: 'payroll',
  system_administrator: 'administration',
  auditor: 'administration',
};

export const workspacesOf = (roles: readonly Role[]): readonly Workspace[] => [
  ...new Set(roles.map((role) => workspaceOf[role])),
];

export const workspaceWords = catalogue({
  recruitment: { en: 'Recruitment', cy: 'Recriwtio' },
  human_resources: { en: 'HR', cy: 'AD' },
  approver: { en: 'Transfer approval', cy: 'Cymeradwyo trosglwyddiadau' },
  occupational_health: { en: 'Occupational health', cy: 'Iechyd galwedigaethol' },
  learning: { en: 'Learning', cy: 'Dysgu' },
  team: { en: 'My team', cy: 'Fy nhîm' },
  finance: { en: 'Finance', cy: 'Cyllid' },
  interviews: { en: 'Interviews', cy: 'Cyfweliadau' },
  references: { en: 'References', cy: 'Geirdaon' },
  training: { en: 'Training', cy: 'Hyfforddiant' },
  payroll: { en: 'Payroll', cy: 'Y gyflogres' },
  administration: { en: 'Administration', cy: 'Gweinyddu' },
});

/** Whether somebody with these roles asks for records and decides on what arrives for recruitment. */
export const recruits = (roles: readonly Role[]): boolean =>
  roles.includes('recruitment_officer') || roles.includes('hr_officer');

export const workspaceOfRole = (role: Role): Workspace => workspaceOf[role];

/** How the teams are called whose queues there are. */
export const teamWords = catalogue({
  recruitment: { en: 'Recruitment', cy: 'Recriwtio' },
  occupational_health: { en: 'Occupational health', cy: 'Iechyd galwedigaethol' },
  learning: { en: 'Learning', cy: 'Dysgu' },
  human_resources: { en: 'HR', cy: 'AD' },
  approvers: { en: 'Transfer approval', cy: 'Cymeradwyo trosglwyddiadau' },
  managers: { en: 'Managers', cy: 'Rheolwyr' },
  finance: { en: 'Finance', cy: 'Cyllid' },
  directors: { en: 'Directors', cy: 'Cyfarwyddwyr' },
  interviewers: { en: 'Interviewers', cy: 'Cyfwelwyr' },
  referees: { en: 'References', cy: 'Geirdaon' },
  trainers: { en: 'Trainers', cy: 'Hyfforddwyr' },
  payroll: { en: 'Payroll', cy: 'Y gyflogres' },
});

/** The teams of somebody with these roles. */
export const teamsOf = (roles: readonly Role[]): readonly Team[] =>
  (Object.entries(teams) as [Role, Team][])
    .filter(([role]) => roles.includes(role))
    .map(([, team]) => team);
