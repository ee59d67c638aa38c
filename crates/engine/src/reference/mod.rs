//! References between stacks: typed values that one stack exports and another reads.
//!
//! The exports of a stack are declared once, with [`exports!`](crate::exports). The exporting stack provides every
//! value;
//! a stack that reads gets an [`Output`](crate::Output) of the same type:
//!
//! ```
//! use archipel_engine::{Stack, exports, text_type};
//!
//! text_type! {
//!     /// The id of a VPC.
//!     pub VpcId: "vpc-";
//! }
//!
//! exports! {
//!     /// What the network stack exports.
//!     pub struct NetworkOutputs {
//!         /// The VPC.
//!         vpc_id: VpcId,
//!         /// Its private subnets.
//!         subnets: Vec<String>,
//!     }
//! }
//!
//! fn network(stack: &Stack) {
//!     NetworkOutputs::export(stack, VpcId::new("vpc-1"), ["subnet-1", "subnet-2"].map(String::from));
//! }
//!
//! fn app(stack: &Stack) {
//!     let network = stack.reference::<NetworkOutputs>("network");
//!     stack.output("vpc", network.vpc_id().output());
//!     // Weak: an output that the other stack does not export yet is not an error.
//!     stack.output("subnets", network.subnets().or(Vec::<String>::new()));
//! }
//!
//! # use archipel_engine::testing::Test;
//! # use archipel_engine::Value;
//! # let exported = Test::new("luneo", "network").up(network).outputs;
//! # let mut test = Test::new("luneo", "app").other("network", exported);
//! # assert_eq!(test.up(app).outputs["vpc"], Value::from("vpc-1"));
//! ```
//!
//! A reference is a data source: it is read, without a lock, from the other stack's state during planning. The plan
//! contains the serial that was read ([`Plan::references`](crate::plan::Plan::references)). A stack or an output that
//! does not exist is an error at the source line that refers to it. Secret outputs stay secret.

mod provider;

pub use crate::program::{
    Exports, StackOutput, StackRef, StackValue, StackValueArgs, StackValueAttrs, StackValueProps,
};
pub use provider::{Exported, OtherStacks, Others, PROVIDER, provider};

/// Declares the exports of a stack: a struct whose fields are typed values.
///
/// The struct gets `export(stack, ..)`, which takes every value in this order, and one accessor a field, for stacks
/// that refer to it with [`Stack::reference`](crate::Stack::reference). See [`reference`](crate::reference).
#[macro_export]
macro_rules! exports {
    ($(#[$doc:meta])* $vis:vis struct $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        $vis struct $name($crate::reference::StackRef);

        impl $crate::reference::Exports for $name {
            fn of(stack: $crate::reference::StackRef) -> Self {
                Self(stack)
            }
        }

        #[allow(dead_code, reason = "a stack usually exports or reads, not both")]
        impl $name {
            /// Exports these values.
            #[track_caller]
            #[allow(clippy::too_many_arguments, reason = "one argument for each export")]
            $vis fn export(stack: &$crate::Stack, $($field: impl $crate::IntoInput<$ty>),*) {
                $(stack.output(stringify!($field), $crate::IntoInput::<$ty>::into_input($field).output());)*
            }

            /// Exports these values under names that start with this and a dot: one set a region, for example.
            #[track_caller]
            #[allow(clippy::too_many_arguments, reason = "one argument for each export")]
            $vis fn export_under(stack: &$crate::Stack, prefix: &str, $($field: impl $crate::IntoInput<$ty>),*) {
                $(stack.output(
                    format!("{prefix}.{}", stringify!($field)),
                    $crate::IntoInput::<$ty>::into_input($field).output(),
                );)*
            }

            /// The values that were exported under this prefix.
            #[must_use]
            $vis fn under(self, prefix: &str) -> Self {
                Self(self.0.under(prefix))
            }

            $(
                $(#[$field_doc])*
                #[track_caller]
                #[must_use]
                $vis fn $field(&self) -> $crate::reference::StackOutput<$ty> {
                    self.0.output(stringify!($field))
                }
            )*
        }
    };
}
