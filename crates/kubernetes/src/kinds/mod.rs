//! Typed builders of the objects that platforms write themselves.
