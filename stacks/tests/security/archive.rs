//! The archive of metrics ends in a bucket that only Firehose writes to, and grows cold and old.

use crate::world::{Applied, REGIONS};

#[test]
fn metrics_of_both_regions_reach_a_bucket_whose_files_grow_cold_and_are_deleted() {
    let prod = Applied::of("prod");
    for region in REGIONS {
        let of = |type_name: &str| {
            let of_type = prod.of_type(type_name).into_iter();
            let mut found =
                of_type.filter(|one| one.urn.starts_with(region) && one.urn.contains("observability/archive"));
            let one = found.next().unwrap_or_else(|| panic!("{region} has no {type_name}"));
            assert!(found.next().is_none(), "{region} has several {type_name}");
            (one.urn.to_owned(), one.inputs.masked())
        };
        let (bucket_urn, bucket) = of("aws:s3/Bucket");
        let (delivery_urn, delivery) = of("AWS::KinesisFirehose::DeliveryStream");
        let (_, stream) = of("AWS::CloudWatch::MetricStream");
        assert_eq!(stream["FirehoseArn"], prod.output(&delivery_urn, "Arn"), "{region}");
        let namespaces: Vec<&str> = stream["IncludeFilters"]
            .as_array()
            .expect("filters")
            .iter()
            .filter_map(|filter| filter["Namespace"].as_str())
            .collect();
        assert_eq!(namespaces, ["AWS/ApplicationELB", "AWS/ElastiCache", "AWS/RDS"]);
        let destination = &delivery["ExtendedS3DestinationConfiguration"];
        assert_eq!(destination["BucketARN"], prod.output(&bucket_urn, "arn"), "{region}");
        let rule = &bucket["lifecycle_rules"][0];
        assert_eq!((&rule["expiration_days"], &rule["transitions"][0]["days"]), (&1100.into(), &30.into()));
    }
}
