//! AWS resource types through the Cloud Control API.
//!
//! Cloud Control creates, reads, updates, deletes and lists resources of every CloudFormation type that has handlers, with
//! the same operations. One implementation serves them all; CloudFormation's schemas tell how the types differ
//! (`archipel-cfn-schema`). Each change is a *request*, whose progress the API reports:
//!
//! | file | |
//! | --- | --- |
//! | `client` | the calls |
//! | `request` | submits a request, follows it to its end, and tries again what failed only for now |
//! | `requests` | asks for the progress of all requests of an environment at once |
//! | `lookup` | finds what an interrupted create has made |
//! | `patch` | the patch of an update |
//! | `model` | models, inputs, outputs, identifiers, ownership tags |
//! | `describe` | asks once for each type whether the account can use it |
//! | `once`, `retained` | take over what exists: a resource that a region has one of, and one that the stack retained |
//! | `own_stack` | the types that CloudFormation provisions and Cloud Control refuses |
//! | `stack_resources`, `tagged` | what exists: the resources of a CloudFormation stack, and those with a tag |
//! | `within` | lists types that exist only within another resource, within each of those |
//! | `routed` | leads each resource of a type to Cloud Control or to its stack, by its id |
//! | `operations`, `provider` | the engine's traits |

mod client;
mod describe;
mod error;
mod event;
mod lookup;
mod model;
mod once;
mod operations;
mod own_stack;
mod patch;
mod provider;
mod request;
mod requests;
mod retained;
mod routed;
mod stack_resources;
mod tagged;
mod within;

pub use provider::{CloudControl, PROVIDER, provider};
pub use stack_resources::{StackResource, identifier, native_id, stack_resources};
pub use tagged::{is_of, tagged_arns, types_of_arn};
pub use within::{Within, list_within};
