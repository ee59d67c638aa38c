//! Controls of one run, and options that select by pattern: replacement on request, protection that is ignored once,
//! resources that are forgotten, dependencies on components, transforms.

use archipel_engine::plan::{Action, Pattern, Plan, PlanError, PlanOptions, plan_destroy};
use archipel_engine::program::Expr;
use archipel_engine::state::Snapshot;
use archipel_engine::{Options, Scope, Stack, Value};
use insta::assert_snapshot;

use super::world::{
    HOST, NET, ROLE, SUB, Types, VAULT, add, add_with, applied, attr, json, planned, program, show, text, try_plan,
};

fn net_and_sub(protect: bool) -> impl Fn(&Scope) {
    move |scope| {
        let net = add_with(scope, &NET, "net", [("cidr", text("1"))], Options::new().protect(protect));
        add(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
    }
}

fn replace(patterns: &[&str]) -> PlanOptions {
    PlanOptions { replace: patterns.iter().map(|text| Pattern::new(*text)).collect(), ..PlanOptions::default() }
}

fn ignoring(options: PlanOptions, pattern: &str) -> PlanOptions {
    PlanOptions { ignore_protect: vec![Pattern::new(pattern)], ..options }
}

fn kinds(plan: &Plan) -> Vec<String> {
    let kind = |action: &Action| match action {
        Action::Create => "create",
        Action::Replace { .. } => "replace",
        Action::Update { .. } => "update",
        Action::Delete { .. } | Action::DeletedWith { .. } => "delete",
        Action::Forget { .. } => "forget",
        _ => "other",
    };
    plan.steps.iter().map(|step| format!("{} {}", kind(&step.action), step.urn().path())).collect()
}

#[test]
fn a_resource_is_replaced_on_request_with_what_depends_on_it() {
    let state = applied(net_and_sub(false));
    let plan = try_plan(&program(net_and_sub(false)), &state, &replace(&["net"])).unwrap();
    assert_snapshot!(show(&plan));
    // On request, both of a chain.
    let both = try_plan(&program(net_and_sub(false)), &state, &replace(&["net", "sub"])).unwrap();
    assert_eq!(both.steps.iter().filter(|step| matches!(step.action, Action::Replace { .. })).count(), 2);
}

#[test]
fn a_resource_that_only_its_name_identifies_is_deleted_before_it_is_created_again() {
    let declare = |scope: &Scope| drop(add(scope, &ROLE, "role", [("name", text("reader"))]));
    let state = applied(declare);
    let plan = try_plan(&program(declare), &state, &replace(&["role"])).unwrap();
    assert_eq!(kinds(&plan), ["delete role", "replace role"]);
}

#[test]
fn a_protected_resource_is_not_replaced_on_request() {
    let state = applied(net_and_sub(true));
    let error = try_plan(&program(net_and_sub(true)), &state, &replace(&["net"])).unwrap_err();
    assert!(matches!(error, PlanError::Protected(_)), "{error:?}");
    assert!(error.to_string().contains("would be replaced: replaced because `--replace` names it"), "{error}");
}

#[test]
fn a_request_to_replace_what_does_not_exist_is_refused() {
    let program = program(net_and_sub(false));
    let state = applied(net_and_sub(false));
    let nothing = |state: &Snapshot, options: &PlanOptions| match try_plan(&program, state, options) {
        Err(PlanError::NothingToReplace(patterns)) => patterns.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(nothing(&state, &replace(&["nte", "sub"])), 1);
    assert_eq!(nothing(&Snapshot::default(), &replace(&["net"])), 1, "it is not created yet");
    let other_target = PlanOptions { targets: vec![Pattern::new("net")], ..replace(&["sub"]) };
    assert_eq!(nothing(&state, &other_target), 1, "it is not selected");
    let destroy = plan_destroy("p", "s", &state, &Types, &replace(&["net"]));
    assert!(matches!(destroy, Err(PlanError::NothingToReplace(_))));
}

#[test]
fn protection_is_ignored_for_one_plan_and_the_plan_says_so() {
    let state = applied(net_and_sub(true));
    let options = ignoring(replace(&["net"]), "net");
    let plan = try_plan(&program(net_and_sub(true)), &state, &options).unwrap();
    assert_eq!(plan.ignored_protection(), [archipel_engine::Urn::parse("r::t:Net::net").unwrap()]);
    let said: Vec<String> = plan.warnings.iter().map(ToString::to_string).collect();
    assert!(said[0].contains("r::t:Net::net is protected and is replaced all the same"), "{said:?}");
    // The next plan is refused again: the program still protects it.
    assert!(try_plan(&program(|_| ()), &state, &PlanOptions::default()).is_err());
    let gone = plan_destroy("p", "s", &state, &Types, &ignoring(PlanOptions::default(), "net")).unwrap();
    assert!(gone.warnings.iter().any(|warning| warning.to_string().contains("is deleted all the same")));
    let other = plan_destroy("p", "s", &state, &Types, &ignoring(PlanOptions::default(), "sub"));
    assert!(matches!(other, Err(PlanError::Protected(_))), "another resource's protection holds");
}

#[test]
fn an_ignored_protection_that_nothing_has_is_reported() {
    let state = applied(net_and_sub(false));
    let plan = plan_destroy("p", "s", &state, &Types, &ignoring(PlanOptions::default(), "net")).unwrap();
    let said: Vec<String> = plan.warnings.iter().map(ToString::to_string).collect();
    assert!(said[0].contains("`--ignore-protect net` names no protected resource"), "{said:?}");
    assert_eq!(plan.ignored_protection(), []);
}

#[test]
fn the_protection_of_a_service_is_not_ignored() {
    let locked = [("name", text("a")), ("locked", Expr::known(Value::Bool(true)))];
    let state = applied(move |scope| {
        add(scope, &VAULT, "vault", locked);
    });
    let error = plan_destroy("p", "s", &state, &Types, &ignoring(PlanOptions::default(), "vault")).unwrap_err();
    assert!(error.to_string().contains("`locked` is on"), "{error}");
}

#[test]
fn what_the_program_forgets_stays_and_leaves_state() {
    let state = applied(net_and_sub(true));
    let stack = Stack::new("p", "s");
    stack.forget("net");
    stack.forget("r::t:Sub::sub");
    stack.forget("something/of/long/ago");
    let plan = planned(&stack.finish().unwrap(), &state);
    assert_snapshot!(show(&plan), @r"
    0 forget t:Sub::sub#1
        because the program forgets it
    1 forget t:Net::net#1 after 0
        because the program forgets it
    0 unchanged
    ");
    let stack = Stack::new("p", "s");
    stack.forget("sub");
    net_and_sub(false)(&stack.region("r"));
    let error = try_plan(&stack.finish().unwrap(), &state, &PlanOptions::default()).unwrap_err().to_string();
    assert!(error.contains("the program forgets r::t:Sub::sub and declares it at"), "{error}");
}

fn host(tags: &'static str, options: Options) -> impl Fn(&Scope) {
    move |scope| {
        let inputs = [("cidr", text("1")), ("tags", json(tags))];
        add_with(scope, &NET, "net", inputs, options.clone());
    }
}

#[test]
fn everything_and_every_element_are_ignored() {
    let (old, new) = (r#"{"a":"1","b":"2"}"#, r#"{"a":"3","c":"4"}"#);
    for pattern in ["*", "tags", "tags[*]", "tags.*"] {
        let options = Options::new().ignore_changes(pattern);
        let state = applied(host(old, options.clone()));
        assert!(planned(&program(host(new, options)), &state).is_empty(), "{pattern}");
    }
    let options = Options::new().ignore_changes("tags.a");
    let state = applied(host(old, options.clone()));
    assert!(!planned(&program(host(new, options)), &state).is_empty());
}

#[test]
fn a_pattern_of_replace_on_changes_replaces_for_every_element() {
    let (old, new) = (r#"{"a":"1","b":"2"}"#, r#"{"a":"1","b":"3"}"#);
    let options = Options::new().replace_on_changes("tags[*]");
    let state = applied(host(old, options.clone()));
    let plan = planned(&program(host(new, options)), &state);
    assert!(matches!(plan.steps[0].action, Action::Replace { .. }), "{}", show(&plan));
    assert!(show(&plan).contains("replaced because `tags.b` changed, which `replace_on_changes` names"));
    // The whole map goes.
    let options = Options::new().replace_on_changes("tags.*");
    let state = applied(host(old, options.clone()));
    assert!(matches!(planned(&program(host("{}", options)), &state).steps[0].action, Action::Replace { .. }));
}

#[test]
fn a_pattern_that_can_mean_nothing_is_a_mistake() {
    let wrong = |pattern: &str| {
        let options = Options::new().ignore_changes(pattern);
        let program = program(|scope| {
            add_with(scope, &HOST, "h", [("name", text("h"))], options);
        });
        try_plan(&program, &Snapshot::default(), &PlanOptions::default()).err().map(|error| error.to_string())
    };
    assert_eq!(wrong("*"), None);
    assert_eq!(wrong("rules[*].mode"), None);
    assert_eq!(wrong("*.mode"), None, "a part of `config` and of `rules` has it");
    assert!(wrong("rules[*].mdoe").unwrap().contains("did you mean `mode`?"));
    assert!(wrong("*.nowhere").unwrap().contains("no property of t:Host has parts of that kind"));
    assert!(wrong("name[*]").unwrap().contains("has no parts"));
}

fn component(order: bool) -> impl Fn(&Scope) {
    move |scope| {
        let network = scope.component("network");
        let app = |scope: &Scope| {
            add_with(scope, &NET, "app", [("cidr", text("9"))], Options::new().depends_on(&network));
        };
        if order {
            app(scope);
        }
        add(&network, &NET, "one", [("cidr", text("1"))]);
        add(&network.component("inner"), &NET, "two", [("cidr", text("2"))]);
        add(&scope.in_region("elsewhere").component("network"), &NET, "three", [("cidr", text("3"))]);
        add(&scope.component("networks"), &NET, "four", [("cidr", text("4"))]);
        if !order {
            app(scope);
        }
    }
}

#[test]
fn a_dependency_on_a_component_waits_for_everything_in_it() {
    for order in [true, false] {
        let plan = planned(&program(component(order)), &Snapshot::default());
        let step = plan.steps.iter().find(|step| step.urn().path() == "app").unwrap();
        let waits: Vec<&str> = step.after.iter().map(|id| plan.steps[id.index()].urn().path()).collect();
        assert_eq!(waits, ["network/one", "network/inner/two"], "in either order of declaration");
    }
    let state = applied(component(false));
    let removed = planned(&program(|_| ()), &state);
    let deletes = kinds(&removed);
    let at = |name: &str| deletes.iter().position(|step| step.ends_with(name)).unwrap();
    assert!(at("app") < at("network/one") && at("app") < at("inner/two"), "{deletes:?}");
}

#[test]
fn a_target_brings_the_component_that_it_depends_on() {
    let options =
        PlanOptions { targets: vec![Pattern::new("app")], target_dependencies: true, ..PlanOptions::default() };
    let mut plan = kinds(&try_plan(&program(component(true)), &Snapshot::default(), &options).unwrap());
    plan.sort();
    assert_eq!(plan, ["create app", "create network/inner/two", "create network/one"]);
}

#[test]
fn a_dependency_on_an_empty_component_is_a_mistake() {
    let stack = Stack::new("p", "s");
    let scope = stack.region("r");
    add_with(&scope, &NET, "app", [("cidr", text("9"))], Options::new().depends_on(&scope.component("netwrok")));
    let mistakes = stack.finish().unwrap_err();
    let message = &mistakes[0].message;
    assert!(
        message.contains("r::t:Net::app depends on the component `netwrok` in r, which declares nothing"),
        "{message}"
    );
}

#[test]
fn a_transform_changes_every_resource_of_its_scope() {
    let declare = |scope: &Scope| {
        let scope = scope.component("part").with_transform(|resource| {
            assert_eq!(resource.type_name(), "t:Net");
            if !resource.sets("tags") {
                resource.set("tags", serde_json::json!({"from": resource.name()}));
            }
            resource.options(|options| options.protect(true));
        });
        add(&scope.component("inner"), &NET, "one", [("cidr", text("1"))]);
        add(&scope, &NET, "two", [("cidr", text("1")), ("tags", json(r#"{"own":"1"}"#))]);
    };
    let plan = planned(&program(declare), &Snapshot::default());
    let step = |name: &str| plan.steps.iter().find(|step| step.urn().name() == name).unwrap();
    assert_eq!(step("one").desired.inputs.field("tags").field("from").as_str(), Some("one"));
    assert_eq!(step("two").desired.inputs.field("tags").field("own").as_str(), Some("1"));
    assert!(plan.steps.iter().all(|step| step.desired.options.protect));
}

#[test]
fn a_transform_that_changes_a_name_or_sets_an_unknown_property_is_a_mistake() {
    let stack = Stack::new("p", "s");
    let scope = stack.region("r").with_transform(|resource| {
        resource.rename(format!("prod-{}", resource.name()));
        resource.set("cdir", "2");
    });
    add(&scope, &NET, "net", [("cidr", text("1"))]);
    let mistakes = stack.finish().unwrap_err();
    let messages: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
    assert!(
        messages.iter().any(|text| text.contains("a transform changes the name `net` to `prod-net`")),
        "{messages:?}"
    );
    assert!(messages.iter().any(|text| text.contains("sets `cdir`") && text.contains("did you mean `cidr`?")));
}
