//! iCalendar.

use super::{Names, Schedule};
use crate::complaint::Complaint;
use crate::source::Source;

pub(super) fn is_calendar(_text: &str) -> bool {
    false
}

pub(super) fn read(_source: &Source) -> (Schedule, Names, Vec<Complaint>) {
    Default::default()
}
