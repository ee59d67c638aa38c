//! It has no code: only its manifest matters.
