//! The regions of AWS. A misspelt region has no endpoint: a run would wait for an address that does not exist.

use archipel_engine::model::text::nearest;
use archipel_engine::program::Environment;

/// Every region of every partition that this version knows.
const REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-isoe-west-1",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
    "us-west-1",
    "us-west-2",
];

/// Why nothing can be in an environment, if neither this version nor the configuration (`more`) knows its region.
pub(super) fn check(environment: &Environment, more: &[String]) -> Option<String> {
    let region = environment.region.as_str();
    if REGIONS.contains(&region) || more.iter().any(|other| other == region) {
        return None;
    }
    let advice = match nearest(region, REGIONS.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? "),
        None => String::new(),
    };
    Some(format!(
        "unknown region `{region}`: {advice}A region that is newer than this version is permitted with `regions = [\"{region}\"]` \
         in the table [archipel]"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(region: &str, more: &[&str]) -> Option<String> {
        let more: Vec<String> = more.iter().map(|region| (*region).to_owned()).collect();
        check(&Environment { region: region.to_owned(), account: None }, &more)
    }

    #[test]
    fn a_misspelt_region_is_refused_with_the_nearest_and_a_new_one_can_be_permitted() {
        for region in ["eu-west-1", "us-gov-west-1", "cn-north-1"] {
            assert_eq!(checked(region, &[]), None);
        }
        for region in ["eu-west1", "eu-west-9", "EU-WEST-1", "eu-wst-1"] {
            let said = checked(region, &[]).unwrap();
            assert!(said.contains("did you mean `eu-west-"), "{region}: {said}");
        }
        assert!(!checked("mars", &[]).unwrap().contains("did you mean"));
        assert_eq!(checked("eu-west-4", &["eu-west-4"]), None);
    }
}
