//! Checks of properties that depend on each other.

/// The texts whose conditions hold, for [`Resource::check`](archipel_engine::resource::Resource::check):
/// `violations! { props.a.is_some() == props.b.is_some() => "set one of `a` and `b`"; }`. A text is a format string.
/// `after other;` adds other texts before them.
macro_rules! violations {
    (after $first:expr; $($rest:tt)*) => {{
        let mut found: Vec<String> = $first.into_iter().collect();
        found.extend(violations! { $($rest)* });
        found
    }};
    ($($condition:expr => $text:literal $(, $argument:expr)*;)*) => {{
        let mut found: Vec<String> = Vec::new();
        $(if $condition {
            found.push(format!($text $(, $argument)*));
        })*
        found
    }};
}
pub(crate) use violations;
