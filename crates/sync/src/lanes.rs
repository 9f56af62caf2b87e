//! Which commands may be sent now. Order is kept within a record and along what commands say they
//! follow, not across the whole queue: a command that the server cannot decide, or whose file is not
//! there yet, stops its own lane and no other.

use std::collections::HashSet;

use muster_domain::words::CommandId;
use uuid::Uuid;

/// An undecided command, as its header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The command.
    pub id: CommandId,
    /// Its record: its lane.
    pub record: Uuid,
    /// What must have been accepted first.
    pub depends_on: Vec<CommandId>,
    /// Whether the server tried and could not decide it.
    pub parked: bool,
    /// Whether the server has not all parts of its file yet.
    pub lacks_file: bool,
}

/// The next commands to send, oldest first, at most `most`.
pub fn next(queue: &[Undecided], most: usize) -> Vec<CommandId> {
    let mut stopped: HashSet<Uuid> = HashSet::new();
    let mut held: HashSet<CommandId> = HashSet::new();
    let mut batch = Vec::new();
    for command in queue {
        if batch.len() == most {
            break;
        }
        let waits = command.parked
            || command.lacks_file
            || stopped.contains(&command.record)
            || command.depends_on.iter().any(|on| held.contains(on));
        if waits {
            stopped.insert(command.record);
            held.insert(command.id);
        } else {
            batch.push(command.id);
        }
    }
    batch
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> CommandId {
        CommandId(Uuid::from_u128(n))
    }

    fn about(n: u128, record: u128, depends_on: &[u128]) -> Undecided {
        Undecided {
            id: id(n),
            record: Uuid::from_u128(record),
            depends_on: depends_on.iter().copied().map(id).collect(),
            parked: false,
            lacks_file: false,
        }
    }

    fn parked(command: Undecided) -> Undecided {
        Undecided { parked: true, ..command }
    }

    #[test]
    fn without_anything_parked_the_oldest_go_first_in_their_order() {
        let queue = [about(1, 10, &[]), about(2, 20, &[]), about(3, 10, &[1])];
        assert_eq!(next(&queue, 100), [id(1), id(2), id(3)]);
        assert_eq!(next(&queue, 2), [id(1), id(2)]);
    }

    #[test]
    fn a_parked_command_stops_its_record_and_what_follows_it_and_nothing_else() {
        let queue = [
            parked(about(1, 10, &[])),
            about(2, 10, &[1]),
            about(3, 20, &[]),
            about(4, 30, &[2]),
            about(5, 30, &[]),
            about(6, 40, &[]),
        ];
        assert_eq!(next(&queue, 100), [id(3), id(6)]);
    }

    #[test]
    fn a_command_whose_file_is_on_its_way_stops_its_record_and_nothing_else() {
        let lacking = Undecided { lacks_file: true, ..about(1, 10, &[]) };
        let queue = [lacking, about(2, 10, &[1]), about(3, 20, &[])];
        assert_eq!(next(&queue, 100), [id(3)]);
    }

    #[test]
    fn what_waits_does_not_use_up_the_batch() {
        let mut queue = vec![parked(about(1, 10, &[]))];
        queue.extend((2..200).map(|n| about(n, 10, &[1])));
        queue.push(about(200, 20, &[]));
        assert_eq!(next(&queue, 100), [id(200)]);
    }
}
