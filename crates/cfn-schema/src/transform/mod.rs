//! Property transforms: how AWS rewrites a value, as expressions in JSONata.
//!
//! A schema says of some properties that a read value may be the result of an expression over the declared model. A result is a
//! value, or text that is a regular expression. Several results are joined by `$OR`, an addition of CloudFormation.
//!
//! This is the part of JSONata that the schemas use, without functions as values: 203 of the 206 transforms of cfn-lint 1.58.0 need
//! no more. [`Transform::parse`] refuses the others, and the test of the schemas names them.

mod evaluate;
mod functions;
mod parse;

use serde_json::Value as Json;

use parse::Node;

/// Why an expression cannot be evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unsupported JSONata: {0}")]
pub struct Unsupported(String);

/// A transform of a property.
#[derive(Clone, Debug)]
pub struct Transform {
    alternatives: Vec<Node>,
}

impl Transform {
    /// Reads an expression.
    ///
    /// # Errors
    /// When it uses a part of JSONata that is not supported.
    pub fn parse(text: &str) -> Result<Self, Unsupported> {
        let alternatives = text.split(" $OR ").map(parse::parse).collect::<Result<_, _>>()?;
        Ok(Self { alternatives })
    }

    /// The results for a declared model. Schemas name properties from the object that has the property, or from the whole model:
    /// both are tried. An expression over properties that are not set has no result.
    #[must_use]
    pub fn results(&self, object: &Json, model: &Json) -> Vec<Json> {
        let mut results = Vec::new();
        for node in &self.alternatives {
            for context in [object, model] {
                if let Ok(Some(result)) = evaluate::evaluate(node, context)
                    && !results.contains(&result)
                {
                    results.push(result);
                }
            }
        }
        results
    }

    /// Whether a read value may be what the transform makes of the declared model.
    #[must_use]
    pub fn matches(&self, object: &Json, model: &Json, read: &Json) -> bool {
        self.results(object, model).iter().any(|result| result_matches(result, read))
    }
}

fn result_matches(result: &Json, read: &Json) -> bool {
    if result == read {
        return true;
    }
    let text = |json: &Json| match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(_) | Json::Bool(_) => Some(json.to_string()),
        _ => None,
    };
    let (Some(result), Some(read)) = (text(result), text(read)) else { return false };
    result == read || functions::regex(&format!("^(?:{result})$")).is_some_and(|regex| regex.is_match(&read))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(expression: &str, model: Json, same: &[Json], different: &[Json]) {
        let transform = Transform::parse(expression).unwrap();
        for read in same {
            assert!(
                transform.matches(&model, &model, read),
                "{expression}: {read} {:?}",
                transform.results(&model, &model)
            );
        }
        for read in different {
            assert!(!transform.matches(&model, &model, read), "{expression}: {read}");
        }
    }

    #[test]
    fn functions_and_alternatives_are_evaluated() {
        check("$lowercase(Name)", json!({"Name": "AbC"}), &[json!("abc")], &[json!("AbC"), json!("x")]);
        check(
            "$split(Arn, \":\")[-1] $OR Arn",
            json!({"Arn": "arn:aws:lambda:r:1:function:f"}),
            &[json!("f"), json!("arn:aws:lambda:r:1:function:f")],
            &[json!("function")],
        );
        check(
            "$join([$string(EngineVersion), \".*\"])",
            json!({"EngineVersion": "8.0"}),
            &[json!("8.0.45"), json!("8.0")],
            &[json!("5.7.1"), json!("18.0")],
        );
        check(
            r#"$join(["arn:.+?:kms:.+?:.+?:key\/", KmsKeyId])"#,
            json!({"KmsKeyId": "1-2"}),
            &[json!("arn:aws:kms:eu-west-1:111111111111:key/1-2")],
            &[json!("arn:aws:kms:eu-west-1:111111111111:key/1-3")],
        );
        check(
            "Encrypted and Encrypted $OR true",
            json!({"Encrypted": false}),
            &[json!(true), json!(false)],
            &[json!("x")],
        );
        check(r#"$contains(Cost, ".") ? Cost : Cost & ".0""#, json!({"Cost": "5"}), &[json!("5.0")], &[json!("5")]);
        check(r"$replace(Data, /\s+$/, '')", json!({"Data": "x\n\n"}), &[json!("x")], &[json!("x ")]);
        check("P=[] ? null : P", json!({"P": []}), &[json!(null)], &[json!([])]);
        check("Scope.Kinds ? Scope.Kinds : []", json!({"Scope": {}}), &[json!([])], &[json!("x")]);
    }

    #[test]
    fn blocks_variables_and_matches_are_evaluated() {
        let protocol = "($m := $lookup({'1': 'icmp','6': 'tcp'}, IpProtocol);$m ? $m : $lowercase(IpProtocol))";
        check(protocol, json!({"IpProtocol": 6}), &[], &[json!("udp")]);
        check(protocol, json!({"IpProtocol": "6"}), &[json!("tcp")], &[json!("6")]);
        check(protocol, json!({"IpProtocol": "UDP"}), &[json!("udp")], &[json!("UDP")]);
        let time = r#"($groups := $match(Time, /^([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?Z?$/).groups;$seconds := $groups[2] ? $groups[2] : "00";$join([$groups[0], ":", $groups[1], ":", $seconds, "Z"]);)"#;
        check(time, json!({"Time": "10:20"}), &[json!("10:20:00Z")], &[json!("10:20")]);
        let name = r"$lookup($match(Arn,/(arn:aws:lambda:)?(function:)?([a-z]+)/)['groups'], 'groups')[2]";
        assert!(Transform::parse(name).is_ok());
        check("($exists(A.B) ? A.B : 0) + A.C", json!({"A": {"B": 2, "C": 3}}), &[json!(5)], &[json!(3), json!(2)]);
    }

    #[test]
    fn a_transform_is_looked_up_from_the_object_and_from_the_model() {
        let transform = Transform::parse("$lowercase(Outer.Name)").unwrap();
        let model = json!({"Outer": {"Name": "X"}});
        assert!(transform.matches(&model["Outer"], &model, &json!("x")));
        assert!(transform.results(&json!({}), &json!({})).is_empty());
    }

    #[test]
    fn other_parts_of_jsonata_are_refused() {
        for expression in ["a ~> $f", "$map(a, function($x){$x})", "$eval(a)", "a.b[", "$unknown(", "'x", "a b", ""] {
            assert!(Transform::parse(expression).is_err(), "{expression}");
        }
    }
}
