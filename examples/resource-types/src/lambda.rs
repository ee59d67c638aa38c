//! Functions.

use std::io;

use archipel::aws::iam::Role;
use archipel::aws::lambda::*;
use archipel::aws::sns::Topic;
use archipel::prelude::*;

/// `lambda/Function`: a function whose code is in the program. `zip_file` takes an archive instead.
pub fn function(scope: &Scope, role: &Role) -> io::Result<Function> {
    let code = "def handler(event, context):\n    return {'statusCode': 200}\n";
    let args = FunctionArgs::new("shop-hello", role.arn())
        .runtime("python3.13")
        .handler("main.handler")
        .architecture(Architecture::Arm64)
        .timeout(30)
        .environment([("STAGE", "dev")])
        .sources([("main.py", code)])?;
    Ok(Function::new(scope, "hello", args))
}

/// `lambda/Permission`: a topic may invoke the function.
pub fn permission(scope: &Scope, function: &Function, topic: &Topic) -> Permission {
    let args = PermissionArgs::new(function.name(), "alarms", "sns.amazonaws.com").source_arn(topic.arn());
    Permission::new(scope, "alarms", args)
}
