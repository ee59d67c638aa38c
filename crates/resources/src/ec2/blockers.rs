//! Resources that block a delete: Archipel waits for them, deletes its own, and names the others.

use std::time::Duration;

use aws_sdk_ec2::types::{Filter, NetworkInterface, NetworkInterfaceStatus, Tag};

use crate::aws::STACK_TAG;
use crate::prelude::*;

/// EC2's error code for a resource that another one still uses.
pub(super) const IN_USE: &[&str] = &["DependencyViolation"];

/// The starts of the descriptions of network interfaces that controllers in a cluster and functions leave behind.
/// Unattached, they have no further use.
const LEFT_BEHIND: &[&str] = &["Amazon EKS ", "aws-K8S-", "AWS Lambda VPC ENI"];

/// How long network interfaces may outlive their users, in seconds: Lambda removes those of its functions within 35
/// minutes.
pub(super) const INTERFACES_GO_WITHIN: u64 = 2_700;

/// The most blocking resources that a message names.
const NAMED: usize = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Deletes a resource that other resources may still use for a while.
///
/// While EC2 returns one of `codes`, `clear` deletes the blocking resources that may be deleted and names the others.
/// After a timeout, the error names them too.
pub(super) async fn delete_when_free<R, T, F, Fut, C, CFut>(
    cx: &OperationContext<R>,
    codes: &[&str],
    delete: F,
    clear: C,
) -> Result<()>
where
    R: Resource<Api = Aws>,
    T: Send,
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<T>> + Send,
    C: Fn() -> CFut + Send + Sync,
    CFut: Future<Output = Result<Vec<String>>> + Send,
{
    for attempt in 0.. {
        let refused = match cx.eventually(&[], &delete).await.ignore_not_found() {
            Err(error) if error.has_code(codes) => error,
            ended => return ended,
        };
        // The delete is blocked even if the list of blocking resources cannot be read.
        let found = clear().await.unwrap_or_default();
        let what = named(&found);
        cx.waiting(&what);
        let pause = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(attempt)).min(LONGEST_PAUSE);
        if let Err(mut over) = cx.pause(pause).await {
            if over.kind == ErrorKind::Timeout {
                let message = format!("{}; in the way: {what}", refused.message);
                over = archipel_engine::resource::ProviderError { message, ..refused };
            }
            return Err(over);
        }
    }
    unreachable!("the loop above ends by returning")
}

fn named(found: &[String]) -> String {
    match found {
        [] => "what uses it".to_owned(),
        few if few.len() <= NAMED => few.join(", "),
        many => format!("{} and {} more", many[..NAMED].join(", "), many.len() - NAMED),
    }
}

/// The network interfaces that match, with every page.
pub(super) async fn interfaces(cx: &ReadContext<Aws>, by: Filter) -> Result<Vec<NetworkInterface>> {
    list_all!(cx, cx.api().ec2().describe_network_interfaces().filters(by))
}

/// Names an interface with its purpose and owner.
pub(super) fn name_of(interface: &NetworkInterface) -> String {
    let id = interface.network_interface_id().unwrap_or("an unnamed one");
    let mut about = vec![interface.status().map_or("unknown", NetworkInterfaceStatus::as_str).to_owned()];
    about.extend(interface.description().filter(|text| !text.is_empty()).map(|text| format!("\"{text}\"")));
    let owner = interface
        .attachment()
        .and_then(|attachment| attachment.instance_id().or(attachment.instance_owner_id()))
        .or(interface.requester_id())
        .or(interface.owner_id());
    about.extend(owner.map(|owner| format!("of {owner}")));
    format!("network interface {id} ({})", about.join(", "))
}

/// Deletes the unused ones of these interfaces that this stack owns or that controllers and functions left behind.
/// Returns the names of all.
pub(super) async fn clear_interfaces<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    by: Filter,
) -> Result<Vec<String>> {
    let found = interfaces(cx, by).await?;
    for interface in found.iter().filter(|interface| may_go(interface, cx.stack())) {
        let id = interface.network_interface_id().unwrap_or_default();
        // An interface that is used again meanwhile stays, and is named in the next attempt.
        let _ = cx.api().ec2().delete_network_interface().network_interface_id(id).send().await;
    }
    Ok(found.iter().map(name_of).collect())
}

fn may_go(interface: &NetworkInterface, stack: &str) -> bool {
    let ours = |tag: &Tag| tag.key() == Some(STACK_TAG) && tag.value() == Some(stack);
    let left = |text: &str| LEFT_BEHIND.iter().any(|start| text.starts_with(start));
    interface.status() == Some(&NetworkInterfaceStatus::Available)
        && (interface.tag_set().iter().any(ours) || interface.description().is_some_and(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(status: NetworkInterfaceStatus, description: &str, stack: Option<&str>) -> NetworkInterface {
        NetworkInterface::builder()
            .network_interface_id("eni-1")
            .status(status)
            .description(description)
            .set_tag_set(stack.map(|stack| vec![Tag::builder().key(STACK_TAG).value(stack).build()]))
            .build()
    }

    #[test]
    fn only_unused_interfaces_of_ours_or_left_behind_are_deleted() {
        use NetworkInterfaceStatus::{Available, InUse};
        assert!(may_go(&interface(Available, "x", Some("p/dev")), "p/dev"));
        assert!(may_go(&interface(Available, "aws-K8S-i-1", None), "p/dev"));
        assert!(may_go(&interface(Available, "AWS Lambda VPC ENI-f-1", None), "p/dev"));
        assert!(!may_go(&interface(InUse, "aws-K8S-i-1", Some("p/dev")), "p/dev"));
        assert!(!may_go(&interface(Available, "x", Some("p/prod")), "p/dev"));
        assert!(!may_go(&interface(Available, "a database's", None), "p/dev"));
    }

    #[test]
    fn what_is_in_the_way_is_named_with_its_purpose() {
        let text = name_of(&interface(NetworkInterfaceStatus::InUse, "ELB app/web/1", None));
        assert_eq!(text, "network interface eni-1 (in-use, \"ELB app/web/1\")");
        let many: Vec<String> = (0..7).map(|n| n.to_string()).collect();
        assert_eq!(named(&many), "0, 1, 2, 3, 4 and 2 more");
    }
}
