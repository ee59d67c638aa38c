//! What a replication group can be asked for.

use super::ReplicationGroupProps;

/// What is wrong with what is asked for, beyond its types.
pub(super) fn check(props: &ReplicationGroupProps) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut say = |is_wrong: bool, text: &str| wrong.extend(is_wrong.then(|| text.to_owned()));
    let follows = props.global_replication_group.is_some();
    let node = props.node_type.as_deref().unwrap_or_default();
    say(!follows && node.is_empty(), "`node_type` is missing: only a group that follows another takes that one's");
    let inherited = props.engine.is_some()
        || props.engine_version.is_some()
        || props.parameter_group.is_some()
        || props.transit_encryption.is_some()
        || props.at_rest_encryption.is_some()
        || !node.is_empty();
    say(
        follows && inherited,
        "a group that follows another takes engine, version, node type, parameters and encryption from it: give none",
    );
    say(props.multi_az && props.replicas == 0, "`multi_az` needs a copy: `replicas` is 0");
    say(props.auth_token.is_some() && !props.user_group_ids.is_empty(), "users open it or `auth_token` does: not both");
    let opened = props.auth_token.is_some() || !props.user_group_ids.is_empty();
    say(
        opened && props.transit_encryption == Some(false),
        "users and `auth_token` want encrypted connections: `transit_encryption` is false",
    );
    wrong
}
