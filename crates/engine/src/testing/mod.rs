//! Testing stacks, and the engine, without servers.
//!
//! [`Test`] runs a stack's function, shows what it would change as a [`Planned`] to assert on, and applies it in
//! memory:
//!
//! ```
//! # use archipel_engine::{Output, Stack};
//! # use archipel_engine::resource::prelude::*;
//! # #[derive(Args, Clone, Debug, PartialEq)]
//! # pub struct QueueProps { #[arg(replace = "a queue keeps its name")] pub name: String, #[arg(default = 1)] pub size: i64 }
//! # #[resource("demo:mq/Queue", props = QueueProps)]
//! # pub struct Queue { pub id: String }
//! # impl Resource for Queue {
//! #     type Api = ();
//! #     type Identity = ByClientToken;
//! #     fn meta() -> Meta { Meta::new("mq") }
//! #     async fn create(_: &OperationContext<Self>, _: &QueueProps) -> Result<QueueAttrs> { unreachable!() }
//! #     async fn read(_: &ReadContext<()>, _: &[Id]) -> Result<Vec<ResourceState<Self>>> { unreachable!() }
//! #     async fn update(_: &OperationContext<Self>, _: &Id, _: &UpdateRequest<Self>) -> Result<QueueAttrs> { unreachable!() }
//! #     async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> { unreachable!() }
//! # }
//! use archipel_engine::testing::Test;
//!
//! fn jobs(stack: &Stack, size: i64) {
//!     let queue = Queue::new(&stack.region("eu-west-1"), "jobs", QueueArgs::new("jobs").size(size));
//!     stack.output("queue", queue.id());
//! }
//!
//! let mut test = Test::new("shop", "dev");
//! test.plan(|stack| jobs(stack, 1)).resource("jobs").assert_created().assert_input("size", 1);
//! test.up(|stack| jobs(stack, 1));
//!
//! // The program changes: another plan from the state that the first run left.
//! let planned = test.plan(|stack| jobs(stack, 5));
//! planned.of::<Queue>("jobs").assert_updated().assert_changes(["size"]).assert_reason("`size` changed");
//! assert_eq!(planned.counts().to_string(), "1 to update");
//! ```
//!
//! No code of a resource type runs: its schema is enough. To run a type's code, add its provider with
//! [`Test::provider`].
//!
//! A [`Cloud`] contains the resources. It outlives the providers that use it, as a real cloud outlives a crashed
//! process. It counts and records calls, and injects faults. A [`MemoryProvider`] serves resource types in it by their
//! schemas; [`field`], [`output`] and [`record`] write such schemas.

mod cloud;
mod fault;
mod planned;
mod provider;
mod resources;
mod schema;
mod stack;

pub use cloud::Cloud;
pub use fault::{Call, Called, Effect, Fault};
pub use planned::{Counts, Planned, PlannedResource};
pub use provider::MemoryProvider;
pub use resources::{FakeResource, Origin};
pub use schema::{field, output, record, text};
pub use stack::{Applied, Ended, Refusal, Test};
