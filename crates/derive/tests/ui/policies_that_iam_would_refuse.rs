//! Keys that a policy document does not have, and keys that it lacks.

use archipel_engine::macros::policy;

fn main() {
    let bucket = "arn:aws:s3:::invoices";
    let _ = policy!({ "Statment": [] });
    let _ = policy!({ "Version": "2012-10-17" });
    let _ = policy!([{ "Effect": "Allow", "Action": "s3:*" }]);
    let _ = policy!({ "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resorce": bucket }] });
    let _ = policy!({ "Statement": [{ "Action": "s3:*", "Resource": bucket }] });
    let _ = policy!({ "Statement": { "Effect": "allow", "Action": "s3:*", "Resource": bucket } });
    let _ = policy!({ "Statement": [{ "Effect": "Allow", "Resource": bucket }] });
    let _ = policy!({ "Statement": [{ "Effect": "Deny", "Action": "a:b", "NotAction": "c:d", "Resource": "*" }] });
    let _ = policy!({
        "Statement": [{ "Effect": "Allow", "Principal": { "Services": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" }],
    });
}
