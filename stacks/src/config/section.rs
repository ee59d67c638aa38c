//! The sections of the platform that a stack may have. Each is a table of the file with a key `enabled`; a table that is
//! missing is a section that is switched off.

/// The configuration of a section.
pub trait Section {
    /// Whether the stack has the section.
    fn is_enabled(&self) -> bool;

    /// The section, if the stack has it.
    fn enabled(section: Option<&Self>) -> Option<&Self> {
        section.filter(|section| section.is_enabled())
    }
}

/// Implements [`Section`] by the field `enabled`.
macro_rules! section {
    ($settings:ty) => {
        impl $crate::config::Section for $settings {
            fn is_enabled(&self) -> bool {
                self.enabled
            }
        }
    };
}
pub(super) use section;

/// The default of `enabled`: `-C security.enabled=false` switches a section off for a run.
pub(super) const fn on() -> bool {
    true
}
