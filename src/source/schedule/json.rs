//! The JSON that frab and pretalx write.

use super::{Names, Schedule};
use crate::complaint::Complaint;
use crate::source::Source;

pub(super) fn is_schedule(_text: &str) -> bool {
    false
}

pub(super) fn read(_source: &Source) -> (Schedule, Names, Vec<Complaint>) {
    Default::default()
}
