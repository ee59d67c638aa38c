//! Buckets, what is set on them, and what is copied from one to the other.

use crate::common::{EU, Expect, Failed, US, World, assert_expected, check, lifecycle};
use archipel_engine::{Options, Output, Scope, Stack, Urn, Value, output_format};
use archipel_resources::iam::{Role, RoleArgs};
use archipel_resources::kms::{Key, KeyArgs, ReplicaKey, ReplicaKeyArgs};
use archipel_resources::lambda::{Function, FunctionArgs, Permission, PermissionArgs};
use archipel_resources::partition::Partition;
use archipel_resources::s3::{
    Bucket, BucketArgs, BucketEncryption, BucketEvent, BucketLogging, BucketLoggingArgs, BucketNotification,
    BucketNotificationArgs, BucketNotificationProps, BucketPolicy, BucketPolicyArgs, BucketProps, BucketReplication,
    BucketReplicationArgs, BucketReplicationProps, CorsMethod, CorsRule, EncryptionProps, LifecycleRule, Notification,
    NotificationProps, ObjectLock, ObjectLockMode, ObjectOwnership, PartitionDateSource, PublicAccessBlock,
    PublicAccessBlockProps, ReplicationRule, ReplicationRuleProps, SseAlgorithm, StorageClass, Transition,
};
use archipel_resources::sns::{Topic, TopicArgs};
use archipel_resources::sts::CallerIdentity;
use archipel_resources::types::{Arn, BucketName, PolicyDocument};
use aws_sdk_s3::error::ProvideErrorMetadata as _;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{self as sdk, BucketVersioningStatus, DeleteMarkerReplicationStatus, Tag};
use serde_json::json;

/// A bucket's name with the account in it: buckets of all accounts, and so of all worlds, share one space of names.
fn name(scope: &Scope, name: &str) -> Output<BucketName> {
    let (name, account) = (name.to_owned(), CallerIdentity::get(scope, format!("account-{name}").as_str()));
    account.account_id().map(move |account| BucketName::new(format!("{name}-{account}")))
}

/// Two replicated buckets, encrypted with a key that has a replica, and a bucket with everything else.
pub(crate) fn buckets(stack: &Stack, version: u32) {
    let first = version == 1;
    let (eu, us) = (stack.region(EU).with_tags([("team", "core")]), stack.region(US));
    let key = Key::new(&eu, "main", KeyArgs::new());
    let copy_key = ReplicaKey::new(&us, "main", ReplicaKeyArgs::new(key.arn()));
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    });
    let role = Role::new(&eu, "copier", RoleArgs::new("copier", trust));
    let source = Bucket::new(
        &eu,
        "source",
        BucketArgs::new(name(&eu, "source"))
            .versioning(true)
            .encryption(
                BucketEncryption::new().algorithm(SseAlgorithm::Kms).kms_key_arn(key.arn()).bucket_key_enabled(first),
            )
            .lifecycle_rules([
                LifecycleRule::new("old")
                    .noncurrent_version_expiration_days(if first { 30 } else { 60 })
                    .abort_incomplete_multipart_upload_days(7),
                LifecycleRule::new("logs")
                    .prefix("logs/")
                    .object_tags([("class", "log")])
                    .expiration_days(365)
                    .transitions([
                        Transition::new(30, StorageClass::StandardIa),
                        Transition::new(90, StorageClass::GlacierIr),
                    ]),
            ])
            .tags([(if first { "one" } else { "two" }, "x")]),
    );
    let copy = Bucket::new(
        &us,
        "copy",
        BucketArgs::new(name(&us, "copy"))
            .versioning(true)
            .encryption(BucketEncryption::new().algorithm(SseAlgorithm::Kms).kms_key_arn(copy_key.arn()))
            .force_destroy(!first),
    );
    let mut plain = BucketArgs::new(name(&us, "plain")).versioning(first);
    if first {
        plain = plain
            .object_ownership(ObjectOwnership::BucketOwnerPreferred)
            .lifecycle_rules([LifecycleRule::new("all").expiration_days(1)])
            .encryption(BucketEncryption::new().algorithm(SseAlgorithm::Kms));
    } else {
        plain = plain.public_access_block(PublicAccessBlock::new().block_public_policy(false));
    }
    Bucket::new(&us, "plain", plain);
    Bucket::new(&eu, "renamed", BucketArgs::new(name(&eu, &format!("renamed-{version}"))));

    let action = if first { "s3:*" } else { "s3:PutObject" };
    let policy = output_format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Tls","Effect":"Deny","Principal":"*","Action":"{action}","Resource":["{arn}","{arn}/*"],"Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}}]}}"#,
        action = stack.region(EU).value(action.to_owned()),
        arn = source.arn(),
    );
    BucketPolicy::new(&eu, "source", BucketPolicyArgs::new(source.bucket(), PolicyDocument::of(&policy)));
    let mut rules = vec![
        ReplicationRule::new("all", copy.arn())
            .replica_kms_key_arn(copy_key.arn())
            .delete_marker_replication(first)
            .replica_modifications(!first)
            .metrics(!first)
            .priority(1),
    ];
    if !first {
        let rule = ReplicationRule::new("logs", copy.arn()).prefix("logs/").storage_class(StorageClass::StandardIa);
        rules.push(rule.enabled(false));
    }
    BucketReplication::new(&eu, "source", BucketReplicationArgs::new(source.bucket(), role.arn(), rules));
}

const SOURCE: &str = "eu-west-1::aws:s3/Bucket::source";
const COPY: &str = "us-east-1::aws:s3/Bucket::copy";
const PLAIN: &str = "us-east-1::aws:s3/Bucket::plain";

#[tokio::test]
async fn buckets_policies_and_replication_live_through_everything() {
    lifecycle(
        |stack| buckets(stack, 1),
        |stack| buckets(stack, 2),
        &[
            Expect::Update(SOURCE),
            Expect::Update(COPY),
            Expect::Update(PLAIN),
            Expect::Replace("eu-west-1::aws:s3/Bucket::renamed"),
            Expect::Update("eu-west-1::aws:s3/BucketPolicy::source"),
            Expect::Update("eu-west-1::aws:s3/BucketReplication::source"),
        ],
        async |world: &World, version| {
            let first = version == 1;
            let (eu, us) = (world.aws(EU), world.aws(US));
            let source = world.id(SOURCE).await;
            let versioning = eu.s3().get_bucket_versioning().bucket(&source).send().await.unwrap();
            assert_eq!(versioning.status(), Some(&BucketVersioningStatus::Enabled));
            let tags = eu.s3().get_bucket_tagging().bucket(&source).send().await.unwrap();
            let keys: Vec<_> = tags.tag_set().iter().map(Tag::key).collect();
            assert!(["team", "archipel:stack", "archipel:urn", "archipel:token"].iter().all(|k| keys.contains(k)));
            assert!(keys.contains(&if first { "one" } else { "two" }), "{keys:?}");
            assert!(!keys.contains(&if first { "two" } else { "one" }), "{keys:?}");
            let location = eu.s3().get_bucket_location().bucket(&source).send().await.unwrap();
            assert_eq!(location.location_constraint().map(|at| at.as_str()), Some(EU));
            let rules = eu.s3().get_bucket_lifecycle_configuration().bucket(&source).send().await.unwrap();
            assert_eq!(rules.rules().len(), 2);

            let response = eu.s3().get_bucket_encryption().bucket(&source).send().await.unwrap();
            let rule = &response.server_side_encryption_configuration().unwrap().rules()[0];
            assert_eq!(rule.bucket_key_enabled(), Some(first));
            let response = eu.s3().get_bucket_replication().bucket(&source).send().await.unwrap();
            let rules = response.replication_configuration().unwrap().rules().to_vec();
            assert_eq!(rules.len(), version as usize);
            let all = rules.iter().find(|r| r.id() == Some("all")).unwrap();
            let markers = all.delete_marker_replication();
            let modified = all.source_selection_criteria().unwrap().replica_modifications();
            assert_eq!(modified.is_some(), !first);
            let markers = markers.unwrap().status() == Some(&DeleteMarkerReplicationStatus::Enabled);
            assert_eq!(markers, first);

            let plain = world.id(PLAIN).await;
            let versioning = us.s3().get_bucket_versioning().bucket(&plain).send().await.unwrap();
            let status = if first { BucketVersioningStatus::Enabled } else { BucketVersioningStatus::Suspended };
            assert_eq!(versioning.status(), Some(&status));
            let block = us.s3().get_public_access_block().bucket(&plain).send().await.unwrap();
            let block = block.public_access_block_configuration.unwrap();
            assert_eq!(block.block_public_policy(), Some(first));
            assert_eq!(block.block_public_acls(), Some(true));
            assert_eq!(us.s3().get_bucket_lifecycle_configuration().bucket(&plain).send().await.is_ok(), first);

            let policy = eu.s3().get_bucket_policy().bucket(&source).send().await.unwrap();
            assert!(policy.policy().unwrap().contains(if first { "s3:*" } else { "s3:PutObject" }));
        },
    )
    .await;
}

#[tokio::test]
async fn nothing_is_left_after_destroy() {
    let world = World::start().await;
    world.up(|stack| buckets(stack, 1)).await;
    world.destroy().await;
    let aws = world.aws(EU);
    assert!(aws.s3().list_buckets().send().await.unwrap().buckets().is_empty());
}

#[tokio::test]
async fn s3s_defaults_of_a_new_bucket_are_not_drift_and_need_no_calls() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        for region in [EU, US] {
            let scope = stack.region(region);
            Bucket::new(&scope, "bare", BucketArgs::new(name(&scope, &format!("bare-{region}"))));
        }
    };
    let done = world.up(program).await;
    world.assert_in_step(program, "after up").await;
    // Each: the create and the block of public access. us-east-1 is asked first whether the name is free.
    assert_eq!(done.calls.of("s3", "CreateBucket"), 2);
    assert_eq!(done.calls.of("s3", "PutPublicAccessBlock"), 2);
    assert_eq!(done.calls.of("s3", "GetBucketTagging"), 1);
    let s3: u64 = done.calls.calls.values().filter_map(|of| of.get("s3")).flat_map(|of| of.values()).sum();
    assert_eq!(s3, 5, "{:#?}", done.calls.calls);
}

#[tokio::test]
async fn a_bucket_that_is_not_empty_is_kept_with_all_that_is_in_it() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        Bucket::new(&scope, "data", BucketArgs::new(name(&scope, "data")).versioning(true));
    };
    world.up(program).await;
    let bucket = world.id("eu-west-1::aws:s3/Bucket::data").await;
    let aws = world.aws(EU);
    let s3 = aws.s3();
    s3.put_object().bucket(&bucket).key("k").body(ByteStream::from_static(b"1")).send().await.unwrap();
    // A marker hides the object and does not delete it.
    s3.delete_object().bucket(&bucket).key("k").send().await.unwrap();
    let Err(Failed(why)) = world.try_destroy().await else { panic!("it is not empty") };
    assert!(why.contains("is not empty, and nothing in it was deleted") && why.contains("force_destroy"), "{why}");
    let versions = s3.list_object_versions().bucket(&bucket).send().await.unwrap();
    assert_eq!((versions.versions().len(), versions.delete_markers().len()), (1, 1));
    let urn = Urn::parse("eu-west-1::aws:s3/Bucket::data").unwrap();
    assert!(world.state().await.current(&urn).is_some(), "it is still the stack's");
}

#[tokio::test]
async fn force_destroy_deletes_versions_markers_and_uploads() {
    let world = World::start().await;
    let program = |force: bool| {
        move |stack: &Stack| {
            let scope = stack.region(EU);
            let args = BucketArgs::new(name(&scope, "data")).versioning(true).force_destroy(force);
            Bucket::new(&scope, "data", args);
        }
    };
    world.up(program(false)).await;
    // Said later, it counts as well.
    world.up(program(true)).await;
    world.assert_in_step(program(true), "after force_destroy was said").await;
    let bucket = world.id("eu-west-1::aws:s3/Bucket::data").await;
    let aws = world.aws(EU);
    let s3 = aws.s3();
    // More than one page and one call of 1,000.
    let puts = (0..1010).map(|n| {
        let body = ByteStream::from_static(b"x");
        s3.put_object().bucket(&bucket).key(format!("k/{n} ü&<")).body(body).send()
    });
    let puts: Vec<_> = puts.collect();
    for put in puts {
        put.await.unwrap();
    }
    for _ in 0..2 {
        s3.put_object().bucket(&bucket).key("again").body(ByteStream::from_static(b"x")).send().await.unwrap();
    }
    s3.delete_object().bucket(&bucket).key("again").send().await.unwrap();
    s3.create_multipart_upload().bucket(&bucket).key("part").send().await.unwrap();
    world.faults(crate::common::bad_day(3));
    world.destroy().await;
    let gone = s3.list_object_versions().bucket(&bucket).send().await.unwrap_err();
    assert_eq!(gone.code(), Some("NoSuchBucket"));
}

#[tokio::test]
async fn a_bucket_of_someone_else_is_refused_and_left_alone() {
    let (world, neighbour) = (World::start().await, World::start().await);
    let own = |stack: &Stack| {
        for region in [EU, US] {
            let scope = stack.region(region);
            Bucket::new(&scope, "own", BucketArgs::new(name(&scope, &format!("own-{region}"))).versioning(true));
        }
    };
    // The same account made them, but not this stack: S3 answers a second create in us-east-1 with 200.
    let account = world.aws(EU).sts().get_caller_identity().send().await.unwrap().account.unwrap();
    for region in [EU, US] {
        let configuration = aws_sdk_s3::types::CreateBucketConfiguration::builder()
            .set_location_constraint((region != US).then(|| region.into()))
            .build();
        let aws = world.aws(region);
        let call = aws.s3().create_bucket().bucket(format!("own-{region}-{account}"));
        let call = if region == US { call } else { call.create_bucket_configuration(configuration) };
        call.send().await.unwrap();
    }
    let Err(Failed(why)) = world.try_up(own).await else { panic!("the names are taken") };
    for region in [EU, US] {
        let said = format!("the bucket own-{region}-{account} already exists: it is not managed by Archipel");
        assert!(why.contains(&said), "{said}\n{why}");
        let aws = world.aws(region);
        let bucket = format!("own-{region}-{account}");
        assert!(aws.s3().get_bucket_tagging().bucket(&bucket).send().await.is_err(), "it got tags");
        assert!(aws.s3().get_bucket_versioning().bucket(&bucket).send().await.unwrap().status().is_none());
    }
    assert!(world.state().await.records.is_empty());

    // Another account has it.
    let theirs = format!("theirs-{account}");
    let aws = neighbour.aws(US);
    aws.s3().create_bucket().bucket(&theirs).send().await.unwrap();
    let program = |stack: &Stack| {
        Bucket::new(&stack.region(US), "theirs", BucketArgs::new(theirs.as_str()));
    };
    let Err(Failed(why)) = world.try_up(program).await else { panic!("the name is taken") };
    assert!(why.contains(&format!("the bucket {theirs} already exists")), "{why}");
    assert!(aws.s3().get_bucket_tagging().bucket(&theirs).send().await.is_err(), "it got tags");
}

#[tokio::test]
async fn what_was_changed_by_hand_is_seen() {
    let world = World::start().await;
    let program = |stack: &Stack| buckets(stack, 1);
    world.up(program).await;
    let source = world.id(SOURCE).await;
    let aws = world.aws(EU);
    let s3 = aws.s3();
    s3.delete_public_access_block().bucket(&source).send().await.unwrap();
    s3.delete_bucket_policy().bucket(&source).send().await.unwrap();
    s3.delete_bucket_replication().bucket(&source).send().await.unwrap();
    let prepared = world.refresh_plan(program).await;
    let mut steps: Vec<_> = prepared.plan.steps.iter().map(|step| step.urn().to_string()).collect();
    steps.sort();
    let expected = [SOURCE, "eu-west-1::aws:s3/BucketPolicy::source", "eu-west-1::aws:s3/BucketReplication::source"];
    assert_eq!(steps, expected);
}

#[tokio::test]
async fn objects_are_copied_to_the_other_region() {
    let world = World::start().await;
    world.up(|stack| buckets(stack, 1)).await;
    let (source, copy) = (world.id(SOURCE).await, world.id(COPY).await);
    let body = ByteStream::from_static(b"hello");
    world.aws(EU).s3().put_object().bucket(&source).key("logs/a").body(body).send().await.unwrap();
    let object = world.aws(US).s3().get_object().bucket(&copy).key("logs/a").send().await.unwrap();
    assert_eq!(object.body.collect().await.unwrap().to_vec(), b"hello");
    for (region, bucket) in [(EU, &source), (US, &copy)] {
        let aws = world.aws(region);
        let versions = aws.s3().list_object_versions().bucket(bucket).send().await.unwrap();
        for version in versions.versions() {
            let call = aws.s3().delete_object().bucket(bucket).key("logs/a").set_version_id(version.version_id.clone());
            call.send().await.unwrap();
        }
    }
    world.destroy().await;
}

#[tokio::test]
async fn what_s3_does_not_know_yet_is_waited_for() {
    let world = World::start().await;
    let error = |operation: &str, code: &str, message: &str, status: u16| {
        json!({
            "service": "s3", "operation": operation, "first": 2,
            "kind": "error", "code": code, "message": message, "status": status,
        })
    };
    let busy = "A conflicting conditional operation is currently in progress against this resource.";
    let off = "Versioning must be 'Enabled' on the bucket to apply a replication configuration";
    world.faults(json!([
        error("CreateBucket", "OperationAborted", busy, 409),
        error("PutPublicAccessBlock", "NoSuchBucket", "The specified bucket does not exist", 404),
        error("PutBucketVersioning", "OperationAborted", busy, 409),
        error("PutBucketPolicy", "MalformedPolicy", "Invalid principal in policy", 400),
        error("PutBucketReplication", "InvalidRequest", off, 400),
    ]));
    world.up(|stack| buckets(stack, 1)).await;
    assert_eq!(world.fired(), [2, 2, 2, 2, 2]);
    world.faults(json!([error("DeleteBucket", "OperationAborted", busy, 409)]));
    world.destroy().await;
    assert_eq!(world.fired(), [2]);
}

#[tokio::test]
async fn a_partition_is_known_without_a_call() {
    let world = World::start().await;
    let done = world
        .up(|stack| {
            let partition = Partition::get(&stack.region(EU), "here");
            stack.output("partition", partition.partition());
            stack.output("dns", partition.dns_suffix());
        })
        .await;
    assert_eq!(done.calls.total, 0);
    assert_eq!(world.output("partition").await, Value::from("aws"));
    assert_eq!(world.output("dns").await, Value::from("amazonaws.com"));
}

#[tokio::test]
async fn what_s3_would_refuse_is_found_before_any_call() {
    let block = PublicAccessBlockProps {
        block_public_acls: true,
        ignore_public_acls: true,
        block_public_policy: true,
        restrict_public_buckets: true,
    };
    let encryption = |algorithm, key: Option<&str>, bucket_key_enabled| EncryptionProps {
        algorithm,
        kms_key_arn: key.map(Arn::new),
        bucket_key_enabled,
    };
    let bucket = |name: &str, encryption: EncryptionProps| BucketProps {
        bucket: name.into(),
        force_destroy: false,
        object_ownership: ObjectOwnership::BucketOwnerEnforced,
        versioning: false,
        encryption,
        public_access_block: block.clone(),
        lifecycle_rules: Vec::new(),
        cors_rules: Vec::new(),
        object_lock: None,
        tags: std::collections::BTreeMap::new(),
    };
    let plain = || encryption(SseAlgorithm::Aes256, None, false);
    assert_eq!(check::<Bucket>(bucket("good-name", plain())).await, Vec::<String>::new());
    let kms = encryption(SseAlgorithm::Kms, Some("arn:aws:kms:eu-west-1:1:key/k"), true);
    assert_eq!(check::<Bucket>(bucket("good-name", kms)).await, Vec::<String>::new());
    for wrong in [
        bucket("Bad", plain()),
        bucket("good", encryption(SseAlgorithm::Aes256, Some("arn:aws:kms:eu-west-1:1:key/k"), false)),
        bucket("good", encryption(SseAlgorithm::Aes256, None, true)),
        bucket("good", encryption(SseAlgorithm::KmsDsse, None, true)),
    ] {
        assert_eq!(check::<Bucket>(wrong.clone()).await.len(), 1, "{wrong:?}");
    }

    let rule = |id: &str, to: &str, priority| ReplicationRuleProps {
        id: id.to_owned(),
        destination_bucket_arn: Arn::new(to),
        priority,
        enabled: true,
        prefix: None,
        replica_kms_key_arn: None,
        delete_marker_replication: false,
        replica_modifications: false,
        metrics: false,
        storage_class: None,
    };
    let replication =
        |rules| BucketReplicationProps { bucket: "source".into(), role: Arn::new("arn:aws:iam::1:role/r"), rules };
    let good = vec![rule("a", "arn:aws:s3:::copy", 0), rule("b", "arn:aws:s3:::other", 1)];
    assert_eq!(check::<BucketReplication>(replication(good)).await, Vec::<String>::new());
    for wrong in [
        vec![],
        vec![rule("", "arn:aws:s3:::copy", 0)],
        vec![rule("a", "arn:aws:s3:::source", 0)],
        vec![rule("a", "arn:aws:iam::1:role/r", 0)],
        vec![rule("a", "arn:aws:s3:::copy", 0), rule("a", "arn:aws:s3:::copy", 1)],
        vec![rule("a", "arn:aws:s3:::copy", 0), rule("b", "arn:aws:s3:::copy", 0)],
    ] {
        assert_eq!(check::<BucketReplication>(replication(wrong.clone())).await.len(), 1, "{wrong:?}");
    }
}

/// A web site's bucket that logs its requests, and one with locked objects, whose events go to a function and a topic.
pub(crate) fn watched(stack: &Stack, version: u32) {
    let first = version == 1;
    let eu = stack.region(EU);
    let site = CorsRule::new([CorsMethod::Get, CorsMethod::Head], ["https://*.luneo.example", "https://luneo.example"])
        .expose_headers(["ETag"])
        .max_age_seconds(600);
    let upload = CorsRule::new([CorsMethod::Put], ["*"]).allowed_headers(["x-amz-*"]).id("upload");
    let rules = if first { vec![site] } else { vec![upload, site.max_age_seconds(60)] };
    let site = Bucket::new(&eu, "site", BucketArgs::new(name(&eu, "site")).cors_rules(rules));
    let bare = BucketArgs::new(name(&eu, "no-cors"));
    let any = CorsRule::new([CorsMethod::Post, CorsMethod::Delete], ["*"]);
    Bucket::new(&eu, "no-cors", if first { bare.cors_rules([any]) } else { bare });
    let logs = Bucket::new(&eu, "logs", BucketArgs::new(name(&eu, "logs")));
    let logging = BucketLoggingArgs::new(site.bucket(), logs.bucket());
    let by_day = logging.clone().target_prefix("site/").partition_date_source(PartitionDateSource::DeliveryTime);
    BucketLogging::new(&eu, "site", if first { by_day } else { logging });

    let lock = ObjectLock::new().mode(ObjectLockMode::Governance);
    let records = BucketArgs::new(name(&eu, "records")).versioning(true).force_destroy(true);
    let records = records.object_lock(if first { lock.days(1) } else { lock.years(2) });
    let records = Bucket::new(&eu, "records", records);
    // The lock comes later, and a retention goes.
    let later = BucketArgs::new(name(&eu, "later")).versioning(true);
    Bucket::new(&eu, "later", if first { later } else { later.object_lock(ObjectLock::new()) });
    let lock = ObjectLock::new().mode(ObjectLockMode::Compliance).days(7);
    let open = BucketArgs::new(name(&eu, "open")).versioning(true);
    Bucket::new(&eu, "open", open.object_lock(if first { lock } else { ObjectLock::new() }));

    let reader = reader(stack);
    let s3 = PermissionArgs::new(reader.name(), "records", "s3.amazonaws.com").source_arn(records.arn());
    let invoke = Permission::new(&eu, "records", s3);
    let topic = Topic::new(&eu, "records", TopicArgs::new("records"));
    let pdf = Notification::new("pdf", reader.arn(), [BucketEvent::ObjectCreated]).suffix(".pdf");
    let xml = Notification::new("xml", reader.arn(), [BucketEvent::ObjectCreatedPut]).prefix("in/").suffix(".xml");
    let gone = Notification::new("gone", topic.arn(), [BucketEvent::ObjectRemoved, BucketEvent::LifecycleExpiration]);
    let events = BucketNotificationArgs::new(records.bucket());
    let events = if first {
        events.functions([pdf]).topics([gone.prefix("out/").suffix(".pdf")])
    } else {
        events.functions([xml, pdf.prefix("out/")]).event_bridge(true)
    };
    BucketNotification::with_options(&eu, "records", events, Options::new().depends_on(&invoke));
}

fn reader(stack: &Stack) -> Function {
    let eu = stack.region(EU);
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole",
        }],
    });
    let role = Role::new(&eu, "reader", RoleArgs::new("reader", trust));
    let code = [("index.py", "def handler(event, context):\n    return 1\n")];
    let args = FunctionArgs::new("reader", role.arn()).runtime("python3.12").handler("index.handler");
    Function::new(&eu, "reader", args.sources(code).unwrap())
}

#[tokio::test]
async fn logs_events_and_locks_of_buckets_live_through_everything() {
    lifecycle(
        |stack| watched(stack, 1),
        |stack| watched(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:s3/Bucket::site"),
            Expect::Update("eu-west-1::aws:s3/Bucket::no-cors"),
            Expect::Update("eu-west-1::aws:s3/Bucket::records"),
            Expect::Update("eu-west-1::aws:s3/Bucket::later"),
            Expect::Update("eu-west-1::aws:s3/Bucket::open"),
            Expect::Update("eu-west-1::aws:s3/BucketLogging::site"),
            Expect::Update("eu-west-1::aws:s3/BucketNotification::records"),
        ],
        async |world: &World, version| {
            let first = version == 1;
            let aws = world.aws(EU);
            let s3 = aws.s3();
            let id = async |name: &str| world.id(&format!("eu-west-1::aws:s3/Bucket::{name}")).await;
            let rules = s3.get_bucket_cors().bucket(id("site").await).send().await.unwrap();
            assert_eq!(rules.cors_rules().len(), version as usize);
            assert_eq!(s3.get_bucket_cors().bucket(id("no-cors").await).send().await.is_ok(), first);
            let logs = s3.get_bucket_logging().bucket(id("site").await).send().await.unwrap().logging_enabled.unwrap();
            assert_eq!(logs.target_prefix(), if first { "site/" } else { "" });
            assert_eq!(logs.target_object_key_format().is_some(), first);
            let records = id("records").await;
            let versioning = s3.get_bucket_versioning().bucket(&records).send().await.unwrap();
            assert_eq!(versioning.status(), Some(&BucketVersioningStatus::Enabled));
            let lock = s3.get_object_lock_configuration().bucket(&records).send().await.unwrap();
            let retention = lock.object_lock_configuration.unwrap().rule.unwrap().default_retention.unwrap();
            assert_eq!((retention.days, retention.years), if first { (Some(1), None) } else { (None, Some(2)) });
            let lock = s3.get_object_lock_configuration().bucket(id("later").await).send().await;
            assert_eq!(lock.is_err(), first);
            let lock = s3.get_object_lock_configuration().bucket(id("open").await).send().await.unwrap();
            assert_eq!(lock.object_lock_configuration.unwrap().rule.is_some(), first);
            let events = s3.get_bucket_notification_configuration().bucket(&records).send().await.unwrap();
            assert_eq!(events.lambda_function_configurations().len(), version as usize);
            assert_eq!(events.topic_configurations().len(), usize::from(first));
            assert_eq!(events.event_bridge_configuration().is_some(), !first);
        },
    )
    .await;
}

#[tokio::test]
async fn a_bucket_whose_lock_goes_is_replaced() {
    let world = World::start().await;
    let program = |locked: bool| {
        move |stack: &Stack| {
            let scope = stack.region(EU);
            let args = BucketArgs::new(name(&scope, "records")).versioning(true);
            Bucket::new(&scope, "records", if locked { args.object_lock(ObjectLock::new()) } else { args });
        }
    };
    world.up(program(false)).await;
    assert_expected(&*world.plan(program(true)).await, &[Expect::Update("eu-west-1::aws:s3/Bucket::records")]);
    world.up(program(true)).await;
    let replaced = [Expect::ReplaceDeletingFirst("eu-west-1::aws:s3/Bucket::records")];
    assert_expected(&*world.plan(program(false)).await, &replaced);
}

#[tokio::test]
async fn force_destroy_deletes_objects_under_governance() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        let lock = ObjectLock::new().mode(ObjectLockMode::Governance).days(30);
        let args = BucketArgs::new(name(&scope, "data")).versioning(true).force_destroy(true).object_lock(lock);
        Bucket::new(&scope, "data", args);
    };
    world.up(program).await;
    let bucket = world.id("eu-west-1::aws:s3/Bucket::data").await;
    let aws = world.aws(EU);
    let s3 = aws.s3();
    let put = s3.put_object().bucket(&bucket).key("k").body(ByteStream::from_static(b"1")).send().await.unwrap();
    let version = put.version_id().unwrap();
    let refused = s3.delete_object().bucket(&bucket).key("k").version_id(version).send().await.unwrap_err();
    assert_eq!(refused.code(), Some("AccessDenied"));
    world.destroy().await;
    let gone = s3.list_object_versions().bucket(&bucket).send().await.unwrap_err();
    assert_eq!(gone.code(), Some("NoSuchBucket"));
}

#[tokio::test]
async fn s3_waits_for_the_bucket_of_logs_and_the_permission_of_events() {
    let world = World::start().await;
    let error = |operation: &str, code: &str, message: &str| {
        json!({
            "service": "s3", "operation": operation, "first": 2,
            "kind": "error", "code": code, "message": message, "status": 400,
        })
    };
    let later = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration";
    let unknown = "Unable to validate the following destination configurations";
    world.faults(json!([
        error("PutBucketLogging", "InvalidTargetBucketForLogging", "The target bucket for logging does not exist"),
        error("PutBucketNotificationConfiguration", "InvalidArgument", unknown),
        error("PutObjectLockConfiguration", "InvalidBucketState", later),
        error("PutBucketCors", "NoSuchBucket", "The specified bucket does not exist"),
    ]));
    world.up(|stack| watched(stack, 1)).await;
    assert_eq!(world.fired(), [2, 2, 2, 2]);
}

#[tokio::test]
async fn s3_refuses_what_a_bucket_cannot_have() {
    let world = World::start().await;
    world.up(|stack| watched(stack, 1)).await;
    let aws = world.aws(EU);
    let s3 = aws.s3();
    let site = world.id("eu-west-1::aws:s3/Bucket::site").await;
    let records = world.id("eu-west-1::aws:s3/Bucket::records").await;

    let rule = |origin: &str, exposed: &str| {
        let rule = sdk::CorsRule::builder().allowed_methods("GET").allowed_origins(origin).expose_headers(exposed);
        sdk::CorsConfiguration::builder().cors_rules(rule.build().unwrap()).build().unwrap()
    };
    for (origin, exposed, why) in [("*.luneo.*", "ETag", "more than one wildcard"), ("*", "*", "contains wildcard")] {
        let answer = s3.put_bucket_cors().bucket(&site).cors_configuration(rule(origin, exposed)).send().await;
        let refused = answer.unwrap_err();
        assert_eq!(refused.code(), Some("InvalidRequest"));
        assert!(refused.message().unwrap().contains(why), "{refused:?}");
    }
    let suspended = sdk::VersioningConfiguration::builder().status(BucketVersioningStatus::Suspended).build();
    let answer = s3.put_bucket_versioning().bucket(&records).versioning_configuration(suspended).send().await;
    assert_eq!(answer.unwrap_err().code(), Some("InvalidBucketState"));
    let us = world.aws(US);
    us.s3().create_bucket().bucket("luneo-logs-elsewhere").send().await.unwrap();
    for target in ["luneo-no-bucket", "luneo-logs-elsewhere"] {
        let logs = sdk::LoggingEnabled::builder().target_bucket(target).target_prefix("").build().unwrap();
        let status = sdk::BucketLoggingStatus::builder().logging_enabled(logs).build();
        let answer = s3.put_bucket_logging().bucket(&site).bucket_logging_status(status).send().await;
        assert_eq!(answer.unwrap_err().code(), Some("InvalidTargetBucketForLogging"), "{target}");
    }
    let account = aws.sts().get_caller_identity().send().await.unwrap().account.unwrap();
    let function = |name: &str, id: &str| {
        let arn = format!("arn:aws:lambda:{EU}:{account}:function:{name}");
        let one = sdk::LambdaFunctionConfiguration::builder().id(id).lambda_function_arn(arn);
        one.events(sdk::Event::S3ObjectCreatedPut).build().unwrap()
    };
    for (functions, why) in [
        (vec![function("reader", "a"), function("reader", "b")], "ambiguously defined"),
        (vec![function("missing", "a")], "Unable to validate"),
    ] {
        let events = sdk::NotificationConfiguration::builder().set_lambda_function_configurations(Some(functions));
        let call = s3.put_bucket_notification_configuration().bucket(&site);
        let refused = call.notification_configuration(events.build()).send().await.unwrap_err();
        assert_eq!(refused.code(), Some("InvalidArgument"));
        assert!(refused.message().unwrap().contains(why), "{refused:?}");
    }
}

#[tokio::test]
async fn locks_and_notifications_that_s3_would_refuse_are_found_before_any_call() {
    let world = World::start().await;
    let refused = async |args: fn(BucketArgs) -> BucketArgs| {
        let program = |stack: &Stack| {
            Bucket::new(&stack.region(EU), "b", args(BucketArgs::new("luneo-refused")));
        };
        let Err(Failed(why)) = world.try_up(program).await else { panic!("it is refused") };
        why
    };
    assert!(refused(|args| args.object_lock(ObjectLock::new())).await.contains("`versioning` is off"));
    let incomplete = refused(|args| args.versioning(true).object_lock(ObjectLock::new().days(3))).await;
    assert!(incomplete.contains("incomplete retention"), "{incomplete}");
    let both = |args: BucketArgs| {
        args.versioning(true).object_lock(ObjectLock::new().mode(ObjectLockMode::Governance).days(3).years(1))
    };
    assert!(refused(both).await.contains("incomplete retention"));
    let wildcards = refused(|args| args.cors_rules([CorsRule::new([CorsMethod::Get], ["*.luneo.*"])])).await;
    assert!(wildcards.contains("allowed_origins"), "{wildcards}");

    let notification = |id: &str, arn: &str, prefix: Option<&str>| NotificationProps {
        id: id.to_owned(),
        arn: Arn::new(arn),
        events: vec![BucketEvent::ObjectCreated],
        prefix: prefix.map(str::to_owned),
        suffix: None,
    };
    let events = |functions, queues| BucketNotificationProps {
        bucket: "luneo".into(),
        event_bridge: false,
        functions,
        queues,
        topics: Vec::new(),
    };
    let function = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    let queue = "arn:aws:sqs:eu-west-1:111122223333:q";
    let good = events(vec![notification("a", function, Some("a/"))], vec![notification("b", queue, Some("b/"))]);
    assert_eq!(check::<BucketNotification>(good).await, Vec::<String>::new());
    for wrong in [
        events(vec![], vec![]),
        events(vec![notification("a", queue, None)], vec![]),
        events(vec![], vec![notification("a", &format!("{queue}.fifo"), None)]),
        events(vec![notification("a", function, Some("a/"))], vec![notification("a", queue, Some("b/"))]),
        events(vec![notification("a", function, None)], vec![notification("b", queue, Some("b/"))]),
    ] {
        assert_eq!(check::<BucketNotification>(wrong.clone()).await.len(), 1, "{wrong:?}");
    }
}
