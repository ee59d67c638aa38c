//! Options: protect, retain, ignore_changes, replace_on_changes, aliases.

use archipel_engine::plan::{PlanError, PlanOptions, plan_destroy};
use archipel_engine::program::{Alias, Expr};
use archipel_engine::state::Snapshot;
use archipel_engine::{Options, Scope, Value};
use insta::assert_snapshot;

use super::model::run;
use super::world::{
    HOST, NET, PART, SUB, Types, VAULT, add, add_with, applied, attr, json, planned, program, rewrite, show, text,
    try_plan,
};

fn net(cidr: &'static str, options: impl Fn() -> Options) -> impl Fn(&Scope) {
    move |scope| {
        let net = add_with(scope, &NET, "net", [("cidr", text(cidr))], options());
        add(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
    }
}

fn refused(error: PlanError) -> String {
    assert!(matches!(error, PlanError::Protected(_)), "{error:?}");
    error.to_string()
}

#[test]
fn what_is_protected_is_neither_replaced_nor_deleted_nor_destroyed() {
    let state = applied(net("1", || Options::new().protect(true)));
    let options = PlanOptions::default();
    let replace = try_plan(&program(net("2", || Options::new().protect(true))), &state, &options);
    let off_and_replace = try_plan(&program(net("2", Options::new)), &state, &options);
    assert_eq!(replace, off_and_replace, "taking the option off in the same run does not lose the protection");
    let remove = try_plan(&program(|_| ()), &state, &options);
    let destroy = plan_destroy("p", "s", &state, &Types, &options);
    assert_snapshot!(format!(
        "{}\n\n{}\n\n{}",
        refused(replace.unwrap_err()),
        refused(remove.unwrap_err()),
        refused(destroy.unwrap_err())
    ));
}

#[test]
fn what_its_service_refuses_to_delete_is_neither_replaced_nor_deleted() {
    let vault = |name: &'static str, locked: bool| {
        program(move |r| {
            add(r, &VAULT, "vault", [("name", text(name)), ("locked", Expr::known(Value::Bool(locked)))]);
        })
    };
    let applied = |name, locked| run(&vault(name, locked), &Snapshot::default());
    let (locked, open) = (applied("a", true), applied("a", false));
    let options = PlanOptions::default();
    let replace = refused(try_plan(&vault("b", false), &locked, &options).unwrap_err());
    assert!(replace.contains("t:Vault::vault would be replaced") && replace.contains("`locked` is on"), "{replace}");
    let destroy = refused(plan_destroy("p", "s", &locked, &Types, &options).unwrap_err());
    assert!(destroy.contains("t:Vault::vault would be deleted") && destroy.contains("`locked` is on"), "{destroy}");
    assert!(try_plan(&vault("b", true), &open, &options).is_ok(), "it is not locked yet");
    assert!(plan_destroy("p", "s", &open, &Types, &options).is_ok());
    // In a run of its own.
    assert!(plan_destroy("p", "s", &run(&vault("a", false), &locked), &Types, &options).is_ok());
}

#[test]
fn protection_goes_on_and_off_in_a_run_of_its_own() {
    let off = program(net("1", Options::new));
    let on = program(net("1", || Options::new().protect(true)));
    let state = run(&off, &archipel_engine::state::Snapshot::default());
    assert_snapshot!(show(&planned(&on, &state)), @r"
    0 amend t:Net::net#1
        because only its options changed
    2 unchanged
    ");
    let state = run(&off, &run(&on, &state));
    assert!(planned(&off, &state).is_empty());
    assert!(!planned(&program(|_| ()), &state).is_empty());
}

#[test]
fn protection_holds_from_the_edit_that_adds_it() {
    let state = applied(net("1", Options::new));
    let edited = program(net("2", || Options::new().protect(true)));
    let Err(PlanError::Protected(refused)) = try_plan(&edited, &state, &PlanOptions::default()) else {
        panic!("refused")
    };
    assert_eq!(refused.len(), 1);
    assert!(refused[0].replaced && refused[0].urn.name() == "net");
}

#[test]
fn what_is_retained_is_forgotten_where_it_would_be_deleted() {
    let state = applied(net("1", || Options::new().retain_on_delete(true)));
    let gone = planned(&program(|_| ()), &state);
    let replaced = planned(&program(net("2", || Options::new().retain_on_delete(true))), &state);
    assert_snapshot!(format!("{}\n\n{}", show(&gone), show(&replaced)));
}

#[test]
fn changes_at_an_ignored_path_are_left_as_they_are() {
    let declare = |tags: &'static str, cidr: &'static str| {
        move |scope: &Scope| {
            let options = Options::new().ignore_changes("tags.owner").ignore_changes("cidr");
            add_with(scope, &NET, "net", [("cidr", text(cidr)), ("tags", json(tags))], options);
        }
    };
    let state = applied(declare(r#"{"owner":"a"}"#, "1"));
    assert!(planned(&program(declare(r#"{"owner":"b"}"#, "2")), &state).is_empty());
    assert!(planned(&program(declare("{}", "2")), &state).is_empty());
    let plan = planned(&program(declare(r#"{"owner":"b","x":"y"}"#, "2")), &state);
    assert_snapshot!(show(&plan));
}

#[test]
fn replace_on_changes_replaces_where_the_type_would_update() {
    let declare = |tags: &'static str| {
        move |scope: &Scope| {
            let options = Options::new().replace_on_changes("tags.generation");
            add_with(scope, &NET, "net", [("cidr", text("1")), ("tags", json(tags))], options);
        }
    };
    let state = applied(declare(r#"{"generation":"1","a":"b"}"#));
    let replaced = planned(&program(declare(r#"{"generation":"2","a":"b"}"#)), &state);
    let updated = planned(&program(declare(r#"{"generation":"1","a":"c"}"#)), &state);
    assert_snapshot!(format!("{}\n\n{}", show(&replaced), show(&updated)));
    let removed = planned(&program(declare("{}")), &state);
    assert!(show(&removed).contains("replaced because `tags` changed, which `replace_on_changes` names"));
}

#[test]
fn a_path_that_names_no_property_is_a_mistake_with_the_nearest_name() {
    let program = program(net("1", || Options::new().ignore_changes("tgas.x").replace_on_changes("cidr_block")));
    let error = try_plan(&program, &Default::default(), &PlanOptions::default()).unwrap_err().to_string();
    assert!(error.contains("`ignore_changes` names `tgas.x`, but t:Net has no such property; did you mean `tags`?"));
    assert!(error.contains("`replace_on_changes` names `cidr_block`"), "{error}");
}

#[test]
fn a_path_into_a_property_is_checked_to_its_end() {
    let wrong = |paths: &[&str]| {
        let options = paths.iter().fold(Options::new(), |options, path| options.ignore_changes(path));
        let program = program(|scope| {
            add_with(scope, &HOST, "h", [("name", text("h"))], options);
        });
        match try_plan(&program, &Default::default(), &PlanOptions::default()) {
            Ok(_) => Vec::new(),
            Err(PlanError::Program(mistakes)) => mistakes.into_iter().map(|mistake| mistake.message).collect(),
            Err(other) => panic!("{other}"),
        }
    };
    assert_eq!(wrong(&["config.port", "rules[0].mode", "labels[1]", "policy"]), Vec::<String>::new());
    assert_snapshot!(wrong(&["config.prot", "rules.port", "name.x", "labels[0].x", "policy.Statement", ""]).join("\n"), @r"
    r::t:Host::h: `ignore_changes` names ``, but it is not a valid path of a property
    r::t:Host::h: `ignore_changes` names `config.prot`, but `config` has no such property; did you mean `port`?
    r::t:Host::h: `ignore_changes` names `labels[0].x`, but `labels[0]` is String, which has no parts of that kind
    r::t:Host::h: `ignore_changes` names `name.x`, but `name` is String, which has no parts of that kind
    r::t:Host::h: `ignore_changes` names `policy.Statement`, but `policy` is Json, which has no parts of that kind
    r::t:Host::h: `ignore_changes` names `rules.port`, but `rules` is a list: name one of its elements, like `rules[0]`, all of them, `rules[*]`, or the list
    ");
}

#[test]
fn a_renamed_resource_is_moved_and_its_dependents_follow() {
    let declare = |name: &'static str, size: &'static str, alias: Option<Alias>| {
        move |scope: &Scope| {
            let scope = scope.component("c");
            let options = alias.clone().into_iter().fold(Options::new(), Options::alias);
            let net = add_with(&scope, &NET, name, [("cidr", text("1")), ("size", json(size))], options);
            add(&scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
        }
    };
    let state = applied(declare("old", "1", None));
    let aliases = [Alias::Name("old".into()), Alias::Path("c/old".into()), Alias::Urn("r::t:Net::c/old".into())];
    let moved = program(declare("new", "1", Some(aliases[0].clone())));
    let plans = aliases.map(|alias| show(&planned(&program(declare("new", "1", Some(alias))), &state)));
    assert!(plans[0] == plans[1] && plans[1] == plans[2]);
    let updated = show(&planned(&program(declare("new", "2", Some(Alias::Name("old".into())))), &state));
    assert_snapshot!(format!("{}\n\nand updated\n{updated}", plans[0]));
    // The alias may stay when the move is done.
    let state = run(&moved, &state);
    assert!(planned(&moved, &state).is_empty());
}

#[test]
fn a_component_that_is_renamed_takes_its_children_along_by_their_paths() {
    let declare = |component: &'static str, alias: Option<&'static str>| {
        move |scope: &Scope| {
            let scope = scope.component(component);
            let aliased = |name: &str| {
                alias.map_or_else(Options::new, |a| Options::new().alias(Alias::Path(format!("{a}/{name}"))))
            };
            let net = add_with(&scope, &NET, "net", [("cidr", text("1"))], aliased("net"));
            let inputs = [("net", attr(&net, "id")), ("cidr", text("a"))];
            add_with(&scope, &SUB, "sub", inputs, aliased("sub"));
        }
    };
    let state = applied(declare("old", None));
    let moved = program(declare("new", Some("old")));
    assert_snapshot!(show(&planned(&moved, &state)));
    assert!(planned(&moved, &run(&moved, &state)).is_empty());
}

#[test]
fn a_resource_that_is_moved_and_replaced_is_moved_first() {
    let state = applied(net("1", Options::new));
    let program = program(|scope| {
        let options = Options::new().alias(Alias::Name("net".into()));
        let net = add_with(scope, &NET, "renamed", [("cidr", text("2"))], options);
        add(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
    });
    assert_snapshot!(show(&planned(&program, &state)));
    assert!(planned(&program, &run(&program, &state)).is_empty());
}

#[test]
fn aliases_that_are_not_clear_are_mistakes() {
    let state = applied(|scope| {
        add(scope, &NET, "a", [("cidr", text("1"))]);
        add(scope, &NET, "b", [("cidr", text("1"))]);
    });
    let both = Options::new().alias(Alias::Name("a".into())).alias(Alias::Name("b".into()));
    let error = |program: &_| try_plan(program, &state, &PlanOptions::default()).unwrap_err().to_string();
    let two = program(|scope| {
        add_with(scope, &NET, "new", [("cidr", text("1"))], both.clone());
    });
    let said = error(&two);
    assert!(said.contains("match two resources in state: r::t:Net::a (id-r::t:Net::a#1) and r::t:Net::b ("), "{said}");
    let shared = program(|scope| {
        for name in ["x", "y"] {
            let options = Options::new().alias(Alias::Name("a".into()));
            add_with(scope, &NET, name, [("cidr", text("1"))], options);
        }
    });
    let (said, first) = (error(&shared), shared.nodes[0].at);
    assert!(said.contains(&format!("{}: aliases of r::t:Net::y and of r::t:Net::x ({first})", shared.nodes[1].at)));
    assert!(said.contains("both match r::t:Net::a"), "{said}");
    let own = program(|scope| {
        add_with(scope, &NET, "b", [("cidr", text("1"))], Options::new().alias(Alias::Name("a".into())));
    });
    assert!(error(&own).contains("matches r::t:Net::a, and state has it under its own name too"));
    let other_type = program(|scope| {
        let options = Options::new().alias(Alias::Urn("r::t:Sub::a".into()));
        add_with(scope, &NET, "x", [("cidr", text("1"))], options);
    });
    assert!(error(&other_type).contains("names another type"));
}

#[test]
fn what_is_replaced_with_another_is_replaced_whenever_that_is() {
    let declare = |cidr: &'static str, size: &'static str| {
        move |scope: &Scope| {
            let net = add(scope, &NET, "net", [("cidr", text(cidr)), ("size", json(size))]);
            add_with(scope, &NET, "twin", [("cidr", text("x"))], Options::new().replace_with(&net));
        }
    };
    let state = applied(declare("1", "1"));
    assert_snapshot!(show(&planned(&program(declare("2", "1")), &state)));
    let updated = planned(&program(declare("1", "2")), &state);
    assert_eq!(updated.steps.len(), 1, "an update of the other replaces nothing");
    assert!(planned(&program(declare("2", "1")), &run(&program(declare("2", "1")), &state)).is_empty());
}

#[test]
fn what_is_deleted_with_another_has_a_step_of_its_own_also_after_both_left_the_program() {
    let declare = |options: fn(Options) -> Options| {
        move |scope: &Scope| {
            let net = add_with(scope, &NET, "net", [("cidr", text("1"))], options(Options::new()));
            let sub = Options::new().deleted_with(&net);
            let sub = add_with(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))], sub);
            add_with(scope, &PART, "part", [("host", attr(&sub, "id"))], Options::new().deleted_with(&sub));
        }
    };
    let state = applied(declare(|options| options));
    let gone = planned(&program(|_| ()), &state);
    assert_snapshot!(show(&gone));
    let taken: Vec<&str> = gone.steps[2].action.removes().iter().map(|key| key.urn.name()).collect();
    assert_eq!(taken, ["part", "sub"], "what is gone with something that is gone is gone with that");
    assert!(run(&program(|_| ()), &state).records.is_empty());
    // Where the other stays, is retained, or is only forgotten, each is deleted by a call of its own.
    let alone = program(|scope| {
        add(scope, &NET, "net", [("cidr", text("1"))]);
    });
    let actions = |plan: &archipel_engine::plan::Plan| -> Vec<String> {
        let name =
            |step: &archipel_engine::plan::Step| format!("{:?}", step.action).split(' ').next().unwrap().to_owned();
        plan.steps.iter().map(|step| format!("{} {}", name(step), step.urn().name())).collect()
    };
    assert_eq!(actions(&planned(&alone, &state)), ["DeletedWith part", "Delete sub"]);
    let retained = applied(declare(|options| options.retain_on_delete(true)));
    assert_eq!(actions(&planned(&program(|_| ()), &retained)), ["DeletedWith part", "Delete sub", "Forget net"]);
}

#[test]
fn the_old_one_of_what_is_replaced_with_its_owner_is_gone_with_the_old_owner() {
    let declare = |cidr: &'static str| {
        move |scope: &Scope| {
            let net = add(scope, &NET, "net", [("cidr", text(cidr))]);
            let with = Options::new().deleted_with(&net);
            add_with(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))], with);
        }
    };
    let state = applied(declare("1"));
    let plan = planned(&program(declare("2")), &state);
    assert_snapshot!(show(&plan));
    assert!(planned(&program(declare("2")), &run(&program(declare("2")), &state)).is_empty());
}

#[test]
fn a_trigger_that_changes_replaces_and_one_that_comes_or_goes_does_not() {
    let declare = |trigger: Option<&'static str>| {
        move |scope: &Scope| {
            let options = trigger.map_or_else(Options::new, |trigger| Options::new().trigger(trigger));
            add_with(scope, &NET, "net", [("cidr", text("1"))], options);
        }
    };
    let none = applied(declare(None));
    let came = planned(&program(declare(Some("1"))), &none);
    let state = run(&program(declare(Some("1"))), &none);
    let changed = planned(&program(declare(Some("2"))), &state);
    let went = planned(&program(declare(None)), &state);
    assert!(planned(&program(declare(Some("1"))), &state).is_empty());
    assert_snapshot!(format!("came\n{}\n\nchanged\n{}\n\nwent\n{}", show(&came), show(&changed), show(&went)));
    let hash = |value| {
        planned(&program(declare(Some(value))), &state).hash(&archipel_engine::digest::Digester::keyed(&[7; 32], "l"))
    };
    assert_ne!(hash("2"), hash("3"), "two plans with other triggers are two plans");
}

#[test]
fn a_trigger_that_comes_from_another_resource_may_replace_and_says_from_which() {
    let declare = |cidr: &'static str| {
        move |scope: &Scope| {
            let net = add(scope, &NET, "net", [("cidr", text(cidr))]);
            let id = archipel_engine::Output::<String>::from_expr(attr(&net, "id"));
            add_with(scope, &NET, "other", [("cidr", text("x"))], Options::new().trigger(id));
        }
    };
    let mut state = applied(declare("1"));
    // The model of an apply does not fill triggers in.
    rewrite(&mut state, "r::t:Net::other", |record| {
        record.desired.options.trigger = archipel_engine::Value::from("an id")
    });
    assert_snapshot!(show(&planned(&program(declare("2")), &state)));
}

#[test]
fn attributes_that_are_secret_by_option_are_secret_in_whatever_is_made_of_them() {
    let declare = |secret: bool, part: &'static str| {
        move |scope: &Scope| {
            let options = if secret { Options::new().additional_secret_outputs("id") } else { Options::new() };
            let net = add_with(scope, &NET, "net", [("cidr", text("1"))], options);
            let joined = archipel_engine::program::Expr::concat(vec![text(part), attr(&net, "id")]);
            add(scope, &PART, "part", [("host", text("h")), ("text", joined)]);
            scope.output("id", archipel_engine::Output::<String>::from_expr(attr(&net, "id")));
        }
    };
    let state = applied(declare(false, "a "));
    let plan = planned(&program(declare(true, "b ")), &state);
    assert!(plan.outputs["id"].has_secret());
    let update = plan.steps.iter().find(|step| step.urn().name() == "part").unwrap();
    assert!(update.desired.inputs.field("text").has_secret(), "{}", show(&plan));
    let wrong = program(|scope| {
        add_with(scope, &NET, "n", [("cidr", text("1"))], Options::new().additional_secret_outputs("cdir.x"));
    });
    let error = try_plan(&wrong, &state, &PlanOptions::default()).unwrap_err().to_string();
    assert!(error.contains("names `cdir.x`, but t:Net has no such attribute; did you mean `cidr`?"), "{error}");
}

#[test]
fn a_delete_takes_the_time_that_the_program_gave_the_resource_when_it_still_had_it() {
    let time = std::time::Duration::from_secs(7_200);
    let state = applied(net("1", || Options::new().delete_timeout(std::time::Duration::from_secs(7_200))));
    let gone = planned(&program(|_| ()), &state);
    assert_eq!(gone.steps[1].desired.options.delete_timeout, Some(time));
    // For the old one of a replacement, what the program says now.
    let shorter = || Options::new().delete_timeout(std::time::Duration::from_secs(60));
    let replaced = planned(&program(net("2", shorter)), &state);
    let delete = replaced.steps.last().unwrap();
    assert_eq!(delete.desired.options.delete_timeout, Some(std::time::Duration::from_secs(60)), "{}", show(&replaced));
}

#[test]
fn options_of_a_scope_are_those_of_everything_in_it_where_its_type_has_what_they_name() {
    let state = applied(|scope| {
        let options = Options::new().protect(true).retain_on_delete(true).ignore_changes("tags").ignore_changes("size");
        let scope = scope.component("c").with_options(options).component("inner");
        add(&scope, &NET, "net", [("cidr", text("1"))]);
        add_with(&scope, &PART, "part", [("host", text("h"))], Options::new().protect(false));
    });
    let kept: Vec<(bool, bool)> = state
        .records
        .values()
        .map(|record| &record.desired.options)
        .map(|options| (options.protect, options.retain))
        .collect();
    assert_eq!(kept, [(true, true), (false, true)], "a resource's own options win");
}

fn in_components(outer: &str, outer_was: &[&str], inner: &str, inner_was: &[&str]) -> impl Fn(&Scope) {
    let aliases = |names: &[&str]| {
        names.iter().fold(Options::new(), |options, name| options.alias(Alias::Name((*name).to_owned())))
    };
    let (outer, inner) = ((outer.to_owned(), aliases(outer_was)), (inner.to_owned(), aliases(inner_was)));
    move |scope| {
        let scope = scope.component(&outer.0).with_options(outer.1.clone());
        let scope = scope.component(&inner.0).with_options(inner.1.clone());
        let net = add(&scope, &NET, "net", [("cidr", text("1"))]);
        add(&scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
    }
}

#[test]
fn a_component_that_is_renamed_renames_its_children() {
    let state = applied(in_components("a", &[], "b", &[]));
    for moved in [in_components("x", &["a"], "b", &[]), in_components("x", &["a", "w"], "y", &["b"])] {
        let moved = program(moved);
        let plan = planned(&moved, &state);
        assert!(plan.steps.iter().all(|step| matches!(step.action, archipel_engine::plan::Action::UpdateState { .. })));
        assert_eq!(plan.steps.len(), 2, "{}", show(&plan));
        assert!(planned(&moved, &run(&moved, &state)).is_empty());
    }
    // A resource may be renamed in the same run.
    let both = program(|scope| {
        let scope = scope.component("c").with_options(Options::new().alias(Alias::Path("a/b".into())));
        let renamed = Options::new().alias(Alias::Name("net".into()));
        let net = add_with(&scope, &NET, "renamed", [("cidr", text("1"))], renamed);
        add(&scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
    });
    assert_snapshot!(show(&planned(&both, &state)));
}

#[test]
fn a_resource_moves_out_of_and_into_components_and_its_type_may_be_renamed() {
    let state = applied(|scope| {
        add(&scope.component("c"), &NET, "net", [("cidr", text("1"))]);
    });
    let out = program(|scope| {
        let scope = scope.with_options(Options::new().alias(Alias::Path("c".into())));
        add(&scope, &NET, "net", [("cidr", text("1"))]);
    });
    assert_eq!(planned(&out, &state).steps.len(), 1);
    let back = program(|scope| {
        let scope = scope.component("c").with_options(Options::new().alias(Alias::Path(String::new())));
        add(&scope, &NET, "net", [("cidr", text("1"))]);
    });
    let plan = planned(&back, &run(&out, &state));
    assert_eq!(plan.steps.len(), 1, "{}", show(&plan));
    let mut other_type = state.clone();
    rewrite(&mut other_type, "r::t:Net::c/net", |record| {
        record.key.urn = archipel_engine::Urn::parse("r::t:OldNet::c/net").unwrap();
    });
    let typed = program(|scope| {
        let options = Options::new().alias(Alias::Type("t:OldNet".into()));
        add_with(&scope.component("c"), &NET, "net", [("cidr", text("1"))], options);
    });
    assert_snapshot!(show(&planned(&typed, &other_type)), @r"
    0 amend t:Net::c/net#1 was r::t:OldNet::c/net
        because it was named r::t:OldNet::c/net
    1 unchanged
    ");
}

#[test]
fn an_alias_that_is_none_of_a_component_is_a_mistake() {
    let stack = archipel_engine::Stack::new("p", "s");
    let _ = stack.region("r").with_options(Options::new().alias(Alias::Name("x".into())));
    let _ = stack.region("r").component("c").with_options(Options::new().alias(Alias::Urn("r::t:Net::x".into())));
    let mistakes = stack.finish().unwrap_err();
    assert_eq!(mistakes.len(), 2);
    assert!(
        mistakes.iter().all(|mistake| mistake.message.contains("of a component: give its earlier name")),
        "{mistakes:?}"
    );
    assert!(mistakes[0].at.file.ends_with("options.rs"));
}

#[test]
fn the_text_of_an_alias_is_a_name_a_path_or_a_urn() {
    let texts = ["old", "network/old", "r::t:Net::old"].map(Alias::from);
    let aliases = [Alias::Name("old".into()), Alias::Path("network/old".into()), Alias::Urn("r::t:Net::old".into())];
    assert_eq!(texts, aliases);
    let declare = |name: &'static str, options: Options| {
        move |scope: &archipel_engine::Scope| {
            add_with(scope, &NET, name, [("cidr", text("1"))], options.clone());
        }
    };
    let state = applied(declare("old", Options::new()));
    let plan = planned(&program(declare("new", Options::new().alias("old"))), &state);
    assert_eq!(plan.steps[0].action.moved_from().map(|urn| urn.path()), Some("old"));
}
