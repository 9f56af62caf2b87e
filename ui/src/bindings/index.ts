// Provisional: replaced by the generated file.
import { invoke as __TAURI_INVOKE } from "@tauri-apps/api/core";
import * as __TAURI_EVENT from "@tauri-apps/api/event";

export type Result<T, E> = { status: "ok"; data: T } | { status: "error"; error: E };

export type PartKind = "recruitment" | "learning" | "occupational_health";
export type Workspace = "recruitment" | "approver" | "occupational_health" | "learning";
export type OrganisationRef = { id: string; ods_code: string; name: string };
export type PersonHere = { id: string; name: string; workspace: Workspace };
export type PeopleHere = { computer: string; people: PersonHere[] };
export type Session =
  | { kind: "nobody" }
  | { kind: "locked"; person: PersonHere; since: string; idle_minutes: number | null }
  | { kind: "open"; person: PersonHere; organisation: OrganisationRef; workspaces: Workspace[] };
export type SyncState = "up_to_date" | "offline" | "sending" | "receiving" | "first_sync" | "no_answer" | "sign_in_again" | "locked" | "cannot_save";
export type Progress = { done: number; of: number };
export type SyncStatus = {
  state: SyncState; waiting: number; attention: number; last_sync: string | null;
  sending: Progress | null; receiving: Progress | null;
  next_try: string | null; offline_until: string | null; limit_soon: boolean;
};
export type Refusal = { code: string; field: string | null; params: Record<string, string> };
export type Receipt = { id: string; saved_at: string };
export type NounKind = "person" | "applicant" | "transfer" | "enquiry" | "oh_enquiry" | "recruitment_part" | "learning_part" | "oh_part" | "notice" | "outbox" | "attention" | "session";

export type WorkTab = "mine" | "team" | "waiting_for_others" | "done";
export type WorkKind = "review_part" | "decide_enquiry" | "decide_oh" | "transfer_refused" | "transfer_waiting" | "transfer_queued";
export type WorkRow = {
  id: string; kind: WorkKind; who: string; post: string | null; with_whom: string | null;
  due: string | null; at: string; group: "waiting_to_send" | "due_today" | "this_week" | "later" | "done";
  state: "waiting_to_send" | "ready_to_review" | "match_to_confirm" | "waiting_for_source" | "refused" | "done";
  needs_action: boolean; unread: boolean; transfer: string | null; enquiry: string | null; part: PartKind | null;
};
export type Worklist = { rows: WorkRow[]; counts: Record<WorkTab, number> };

export type RefusalReason = "not_known_here" | "identity_not_confirmed" | "consent_disputed" | "other";
export type ConsentMeans = "offer_acceptance" | "written" | "telephone";
export type Consent = { given_on: string; means: ConsentMeans };
export type TransferStage = { kind: "requested" } | { kind: "awaiting_approval" } | { kind: "released" } | { kind: "refused"; reason: RefusalReason; note: string } | { kind: "withdrawn"; reason: string };
export type PartStage = "waiting" | "arrived" | "decided" | "not_coming";
export type Field = "continuous_service" | "continuous_service3_months" | "nhs_start" | "employer_start" | "last_working_day" | "reason_for_leaving" | "earlier_service" | "band" | "pay_step" | "increment_date" | "annual_salary" | "job_title" | "hours_a_week" | "full_time_equivalent" | "contract_type";
export type Section = "service" | "pay" | "contract";
export type Period = { employer: string; from: string; to: string | null };
export type Value = { kind: "date"; date: string } | { kind: "text"; text: string } | { kind: "money"; pence: number } | { kind: "hours"; hundredths: number } | { kind: "fte"; fte: number } | { kind: "periods"; periods: Period[] };
export type FieldItem = { field: Field; value: Value };
export type CompetenceItem = { name: string; awarded_on: string; expires_on: string | null; evidence: string | null };
export type ImmunisationItem = { disease: string; on: string; dose: string | null; status: string };
export type Happened = { kind: "requested" } | { kind: "awaiting_approval" } | { kind: "matched_in_full" } | { kind: "match_confirmed" } | { kind: "released"; fields: Field[]; competences: number; automatic: boolean } | { kind: "refused"; reason: RefusalReason } | { kind: "oh_released" } | { kind: "oh_not_released" } | { kind: "withdrawn" } | { kind: "part_decided"; part: PartKind };
export type Entry = { what: Happened; who: string | null; organisation: string; at: string; done_at: string };
export type TransferRow = { id: string; name: string; post: string; source: OrganisationRef; stage: TransferStage; parts: { part: PartKind; stage: PartStage }[]; at: string; waiting_to_send: boolean };
export type PartSummary = { part: PartKind; stage: PartStage; items: number | null; to_decide: number | null; decided_by: string | null; decided_at: string | null; mine: boolean };
export type TransferPage = {
  id: string; name: string; post: string; start_on: string | null; source: OrganisationRef; stage: TransferStage;
  consent: Consent; ni_ending: string; matched: boolean; automatic: boolean; parts: PartSummary[]; history: Entry[];
  waiting: string | null; saved_at: string | null; may_withdraw: boolean; applicant: string;
};

export type Applicant = { id: string; name: string; last_name: string; post: string; start_on: string | null; state: "offer_accepted" | "withdrawn"; transfer: string | null };
export type PersonSectionKind = "offer" | "identity" | "service" | "pay" | "contract" | "competences" | "immunisations";
export type HeldField = { label: Field; value: Value; origin: string | null };
export type PersonSection =
  | { section: PersonSectionKind; kind: "held"; fields: HeldField[]; competences: CompetenceItem[]; immunisations: ImmunisationItem[] }
  | { section: PersonSectionKind; kind: "elsewhere"; team: Workspace };
export type PersonPage = { id: string; name: string; post: string | null; start_on: string | null; date_of_birth: string | null; state: "offer_accepted" | "withdrawn"; sections: PersonSection[]; transfers: TransferRow[]; may_request: boolean; may_withdraw: boolean };

export type Comparison = "same" | "new" | "different";
export type Choice = "keep" | "accept";
export type ReviewItem =
  | { kind: "field"; field: Field; section: Section; arrived: Value; held: Value | null; held_origin: string | null }
  | { kind: "competence"; arrived: CompetenceItem; held: CompetenceItem | null }
  | { kind: "immunisation"; arrived: ImmunisationItem; held: ImmunisationItem | null };
export type ReviewRow = { item: number; what: ReviewItem; compare: Comparison; choice: Choice | null; waiting: boolean };
export type PartReview = { transfer: string; part: PartKind; name: string; source: OrganisationRef; arrived_at: string; rows: ReviewRow[]; decided_by: string | null };

export type Compared = "same" | "different" | "earlier" | "not_held";
export type Preview = { fields: FieldItem[]; competences: CompetenceItem[]; oh_records: number; digest: string };
export type Candidate = { person: string; name: string; employee_number: string | null; post: string | null; date_of_birth: string | null; ni_number: Compared; birth: Compared; last_name: Compared; preview: Preview };
export type EnquiryStage = { kind: "awaiting_approval" } | { kind: "released"; parts: PartKind[]; automatic: boolean } | { kind: "refused"; reason: RefusalReason; note: string } | { kind: "ended" };
export type EnquiryRow = { id: string; asker: OrganisationRef; asked_by: string; post: string; at: string; stage: EnquiryStage; candidates: number; waiting_to_send: boolean };
export type EnquiryPage = { id: string; asker: OrganisationRef; asked_by: string; post: string; start_on: string | null; consent: Consent; stage: EnquiryStage; asked_last_name: string | null; asked_date_of_birth: string | null; asked_ni_ending: string | null; candidates: Candidate[]; history: Entry[]; waiting: string | null };
export type OhStage = { kind: "waiting" } | { kind: "released"; records: number } | { kind: "refused"; note: string } | { kind: "ended" };
export type OhReleaseRow = { id: string; name: string; asker: OrganisationRef; at: string; stage: OhStage };
export type OhReleasePage = { id: string; name: string; asker: OrganisationRef; asked_by: string; stage: OhStage; records: ImmunisationItem[]; digest: string; waiting: string | null };

export type CommandName = "request_transfer" | "withdraw_transfer" | "withdraw_applicant" | "register_applicant" | "release_enquiry" | "refuse_enquiry" | "release_oh" | "refuse_oh" | "decide_part" | "read_notice" | "finish_notice";
export type QueuedRow = { id: string; what: CommandName; who: string | null; with_whom: string | null; saved_at: string; state: "waiting" | "sending"; place: number; may_withdraw: boolean; command: Command; depends_on: string | null };
export type AttentionRow = { id: string; what: CommandName; who: string | null; with_whom: string | null; saved_at: string; reason: Refusal };
export type Difference = { field: string; yours: Value | null; theirs: Value | null };
export type AttentionPage = AttentionRow & { command: Command; refused_at: string; refused_by: string | null; differences: Difference[]; depending: { id: string; what: CommandName; who: string | null }[] };
export type HistoryRow = { id: string; what: CommandName; who: string | null; saved_at: string; decided_at: string | null; outcome: "accepted" | "refused" | "withdrawn" };
export type HeldRow = { noun: NounKind; records: number };
export type HeldHere = { rows: HeldRow[]; bytes: number; until: string | null; server: string };
export type OpenCounts = { work: number; transfers: number; enquiries: number; oh_releases: number; unread: number };

export type Command =
  | { kind: "register_applicant"; id: string; given_names: string; last_name: string; post: string; start_on: string | null }
  | { kind: "withdraw_applicant"; id: string; reason: string }
  | { kind: "request_transfer"; id: string; applicant: string; source: string; ni_number: string; date_of_birth: string; last_name: string; consent: Consent }
  | { kind: "withdraw_transfer"; id: string; reason: string }
  | { kind: "release_enquiry"; id: string; person: string; parts: PartKind[]; previewed: string }
  | { kind: "refuse_enquiry"; id: string; reason: RefusalReason; note: string }
  | { kind: "release_oh"; id: string; previewed: string }
  | { kind: "refuse_oh"; id: string; note: string }
  | { kind: "decide_part"; id: string; part: PartKind; choices: { item: number; choice: Choice }[] }
  | { kind: "read_notice"; id: string }
  | { kind: "finish_notice"; id: string };
export type Changed = { nouns: NounKind[] };

async function typedError<T, E>(result: Promise<T>): Promise<Result<T, E>> {
  try { return { status: "ok", data: await result } } catch (e) { return { status: "error", error: e as E } }
}
const call = <T>(name: string, args?: Record<string, unknown>): Promise<Result<T, Refusal>> => typedError(__TAURI_INVOKE<T>(name, args));

export const commands = {
  act: (command: Command) => call<Receipt>("act", { command }),
  amend: (id: string, command: Command) => call<Receipt>("amend", { id, command }),
  withdraw: (id: string) => call<null>("withdraw", { id }),
  signIn: (username: string, password: string) => call<Session>("sign_in", { username, password }),
  unlock: (person: string, password: string) => call<Session>("unlock", { person, password }),
  lock: () => call<null>("lock"),
  signOut: () => call<null>("sign_out"),
  syncNow: () => call<null>("sync_now"),
  session: () => call<Session>("session"),
  peopleHere: () => call<PeopleHere>("people_here"),
  syncStatus: () => call<SyncStatus>("sync_status"),
  openCounts: () => call<OpenCounts>("open_counts"),
  worklist: (tab: WorkTab) => call<Worklist>("worklist", { tab }),
  transfers: () => call<TransferRow[]>("transfers"),
  transfer: (id: string) => call<TransferPage>("transfer", { id }),
  applicants: () => call<Applicant[]>("applicants"),
  person: (id: string) => call<PersonPage>("person", { id }),
  organisations: () => call<OrganisationRef[]>("organisations"),
  partReview: (id: string, part: PartKind) => call<PartReview>("part_review", { id, part }),
  enquiries: () => call<EnquiryRow[]>("enquiries"),
  enquiry: (id: string) => call<EnquiryPage>("enquiry", { id }),
  ohReleases: () => call<OhReleaseRow[]>("oh_releases"),
  ohRelease: (id: string) => call<OhReleasePage>("oh_release", { id }),
  waiting: () => call<QueuedRow[]>("waiting"),
  attention: () => call<AttentionRow[]>("attention"),
  attentionItem: (id: string) => call<AttentionPage>("attention_item", { id }),
  history: () => call<HistoryRow[]>("history"),
  held: () => call<HeldHere>("held"),
};

export const events = {
  changed: { listen: (hear: (event: { payload: Changed }) => void) => __TAURI_EVENT.listen<Changed>("changed", hear) },
  syncStatus: { listen: (hear: (event: { payload: SyncStatus }) => void) => __TAURI_EVENT.listen<SyncStatus>("sync-status", hear) },
};
