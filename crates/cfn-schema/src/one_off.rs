//! `CloudControl`: a resource of any type without generated code.

use archipel_engine::model::text::nearest;
use archipel_engine::program::{Declared, Handle, NodeId};
use archipel_engine::{Json, Options, Output, Prop, Scope, Urn};

use crate::builder::{Resource as _, schema_of};

/// A resource of any type that the Cloud Control API serves, with its properties as a JSON document.
///
/// For a resource or two of a type; `schema add` writes typed code for more. The plan checks the document against the
/// CloudFormation schema of the type: names, types, constraints and required properties.
///
/// ```
/// use archipel_cfn_schema::CloudControl;
/// use archipel_engine::{Output, Stack, json, output_format};
///
/// fn queues(stack: &Stack) {
///     let scope = stack.region("eu-west-1");
///     let dead = CloudControl::new(&scope, "dead", "AWS::SQS::Queue", json!({ "MessageRetentionPeriod": 1_209_600 }));
///     let dead: Output<String> = dead.attribute("Arn");
///     let policy = json!({ "deadLetterTargetArn": dead, "maxReceiveCount": 5 });
///     CloudControl::new(&scope, "work", "AWS::SQS::Queue", json!({ "RedrivePolicy": policy }));
/// }
/// ```
#[derive(Clone, Debug)]
pub struct CloudControl {
    handle: Handle,
    scope: Scope,
    type_name: String,
}

impl CloudControl {
    /// Declares one, under a name of its own in this scope.
    #[track_caller]
    pub fn new(scope: &Scope, name: &str, type_name: &str, properties: Json) -> Self {
        Self::with_options(scope, name, type_name, properties, Options::new())
    }

    /// Declares one, with options.
    #[track_caller]
    pub fn with_options(scope: &Scope, name: &str, type_name: &str, properties: Json, options: Options) -> Self {
        // Not a closure: closures do not pass the caller's line on.
        let inputs = match properties.expr().entries() {
            Some(inputs) => inputs,
            None => {
                scope.stack().error(format!(
                    "invalid properties of {type_name}: expected an object\nPass the properties by CloudFormation's \
                     names: `json!({{ \"Name\": \"value\" }})`"
                ));
                std::collections::BTreeMap::new()
            }
        };
        let handle = crate::builder::declare(scope, type_name, name, inputs, options);
        Self { handle, scope: scope.clone(), type_name: type_name.to_owned() }
    }

    /// An attribute that AWS sets, by CloudFormation's name: `Arn`, or `Endpoint.Address` for a part of one. A name that
    /// the type has not is an error of the program.
    #[must_use]
    #[track_caller]
    pub fn attribute<T: Prop>(&self, name: &str) -> Output<T> {
        let outputs = &schema_of(&self.type_name).outputs;
        let top = name.split('.').next().unwrap_or(name);
        // Of an unknown type the declaration is the error.
        if !outputs.is_empty() && !outputs.iter().any(|output| output.name == top) {
            let names: Vec<&str> = outputs.iter().map(|output| output.name).collect();
            let near = nearest(top, names.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
            let message = format!(
                "unknown attribute `{top}` of {}{}\nUse one of: {}",
                self.type_name,
                near.unwrap_or_default(),
                names.join(", ")
            );
            self.scope.stack().error(message);
        }
        self.attribute_at(&name.split('.').collect::<Vec<_>>())
    }

    /// Its name in the stack, which stays when what it names is replaced.
    #[must_use]
    pub fn urn(&self) -> &Urn {
        self.handle.urn()
    }
}

impl Declared for CloudControl {
    fn node(&self) -> NodeId {
        self.handle.node()
    }
}
