//! What the builders of all kinds have in common.

use std::collections::BTreeMap;

use archipel_engine::program::{Expr, NodeId, SourceLocation};
use archipel_engine::{Declared, Input, IntoInput, Options, Prop, Scope, Value};

use super::Namespace;
use crate::{ClusterRef, Object, ObjectArgs, Wait};

/// A manifest while it is built.
#[derive(Clone)]
pub(super) enum Tree {
    Leaf(Expr),
    Map(BTreeMap<String, Tree>),
    List(Vec<Tree>),
}

impl Tree {
    pub(super) fn map() -> Self {
        Self::Map(BTreeMap::new())
    }

    /// Sets the value at a path. Null leaves it out.
    pub(super) fn set(&mut self, path: &[&str], value: Expr) {
        if !value.as_known().is_some_and(Value::is_null) {
            *self.at(path) = Self::Leaf(value);
        }
    }

    /// Adds an element to the list at a path.
    pub(super) fn push(&mut self, path: &[&str], value: Tree) {
        match self.at(path) {
            Self::List(items) => items.push(value),
            other => *other = Self::List(vec![value]),
        }
    }

    fn at(&mut self, path: &[&str]) -> &mut Self {
        path.iter().fold(self, |tree, key| {
            if !matches!(tree, Self::Map(_)) {
                *tree = Self::map();
            }
            match tree {
                Self::Map(entries) => entries.entry((*key).to_owned()).or_insert_with(Self::map),
                _ => unreachable!("it has just become a map"),
            }
        })
    }

    pub(super) fn into_expr(self) -> Expr {
        match self {
            Self::Leaf(expr) => expr,
            Self::Map(entries) => Expr::map(entries.into_iter().map(|(key, of)| (key, of.into_expr())).collect()),
            Self::List(items) => Expr::list(items.into_iter().map(Self::into_expr).collect()),
        }
    }
}

/// An expression of an argument.
#[track_caller]
pub(super) fn expr<T: Prop>(value: impl IntoInput<T>) -> Expr {
    let input: Input<T> = value.into_input();
    input.into_expr()
}

/// A namespace as programs pass it: `&namespace`, after which the object comes, or its name.
#[derive(Clone, Debug)]
pub struct NamespaceRef {
    name: Input<String>,
    node: Option<NodeId>,
}

impl From<&Namespace> for NamespaceRef {
    fn from(namespace: &Namespace) -> Self {
        Self { name: namespace.declared_name(), node: Some(namespace.node()) }
    }
}

macro_rules! named {
    ($($name:ty),*) => {$(
        impl From<$name> for NamespaceRef {
            fn from(name: $name) -> Self {
                Self { name: name.into_input(), node: None }
            }
        }
    )*};
}
named!(&str, String, &String, archipel_engine::Output<String>, &archipel_engine::Output<String>);

/// What every builder collects.
#[derive(Clone)]
pub(super) struct Parts {
    cluster: ClusterRef,
    pub(super) tree: Tree,
    name: Input<String>,
    /// What the object waits for although it is named by a text.
    after: Vec<NodeId>,
    wait: Option<Wait>,
    adopt: bool,
}

/// A declared resource, for options.
struct Node(NodeId);

impl Declared for Node {
    fn node(&self) -> NodeId {
        self.0
    }
}

impl Parts {
    #[track_caller]
    pub(super) fn new(
        cluster: impl Into<ClusterRef>,
        kind: (&'static str, &'static str),
        name: impl IntoInput<String>,
    ) -> Self {
        let name: Input<String> = name.into_input();
        let mut tree = Tree::map();
        tree.set(&["apiVersion"], Expr::known(Value::from(kind.0)));
        tree.set(&["kind"], Expr::known(Value::from(kind.1)));
        tree.set(&["metadata", "name"], name.clone().into_expr());
        Self { cluster: cluster.into(), tree, name, after: Vec::new(), wait: None, adopt: false }
    }

    pub(super) fn in_namespace(mut self, namespace: impl Into<NamespaceRef>) -> Self {
        let namespace: NamespaceRef = namespace.into();
        self.tree.set(&["metadata", "namespace"], namespace.name.into_expr());
        self.after.extend(namespace.node);
        self
    }

    /// Comes after another object, which it names.
    pub(super) fn after(&mut self, node: Option<NodeId>) {
        self.after.extend(node);
    }

    /// The name as the program gave it, which is known before the apply where the program knows it.
    pub(super) fn name(&self) -> Input<String> {
        self.name.clone()
    }

    #[track_caller]
    pub(super) fn set<T: Prop>(&mut self, path: &[&str], value: impl IntoInput<T>) {
        self.tree.set(path, expr(value));
    }

    #[track_caller]
    pub(super) fn label(&mut self, key: &str, value: impl IntoInput<String>) {
        let value = expr(value);
        let wrong = value.as_known().and_then(Value::as_str).filter(|text| !is_label(text)).map(|text| {
            format!(
                "invalid value `{text}` of the label `{key}`: expected up to 63 letters, digits, `-`, `_` and `.`, beginning and \
                 ending with a letter or a digit\nPut other texts, such as ARNs, into annotations"
            )
        });
        let value = wrong.map_or(value, |message| Expr::invalid(SourceLocation::caller(), message));
        self.tree.set(&["metadata", "labels", key], value);
    }

    #[track_caller]
    pub(super) fn annotation(&mut self, key: &str, value: impl IntoInput<String>) {
        self.tree.set(&["metadata", "annotations", key], expr(value));
    }

    pub(super) fn wait(&mut self, wait: Wait) {
        self.wait = Some(wait);
    }

    pub(super) fn adopt(&mut self, adopt: bool) {
        self.adopt = adopt;
    }

    /// Declares the object. `with_cluster`: whether it may be deleted with the cluster.
    #[track_caller]
    pub(super) fn declare(self, scope: &Scope, name: &str, options: Options, with_cluster: bool) -> Object {
        let options = self.cluster.add_options(options, with_cluster);
        let options = self.after.iter().fold(options, |options, node| options.depends_on(&Node(*node)));
        let manifest: Input<Value> = Input::from_expr(self.tree.into_expr());
        let mut args = ObjectArgs::new(self.cluster.name(), manifest).adopt(self.adopt);
        if let Some(wait) = self.wait {
            args = args.wait(wait);
        }
        Object::with_options(scope, name, args, options)
    }
}

fn is_label(text: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let ends = |c: Option<char>| c.is_none_or(|c| c.is_ascii_alphanumeric());
    text.len() <= 63 && text.chars().all(is_inner) && ends(text.chars().next()) && ends(text.chars().last())
}

/// Declares a kind: its builder and its handle.
macro_rules! kind {
    (
        $(#[$doc:meta])*
        $name:ident, $(#[$args_doc:meta])* $args:ident: $api:literal $kind:literal, $lifetime:ident
    ) => {
        $(#[$args_doc])*
        #[derive(Clone)]
        #[must_use]
        pub struct $args {
            parts: $crate::kinds::parts::Parts,
        }

        impl ::std::fmt::Debug for $args {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($args)).field("name", &self.parts.name()).finish_non_exhaustive()
            }
        }

        impl $args {
            #[allow(dead_code)]
            const KIND: (&'static str, &'static str) = ($api, $kind);

            /// Sets a label.
            #[track_caller]
            pub fn label(mut self, key: impl AsRef<str>, value: impl ::archipel_engine::IntoInput<String>) -> Self {
                self.parts.label(key.as_ref(), value);
                self
            }

            /// Sets an annotation.
            #[track_caller]
            pub fn annotation(
                mut self,
                key: impl AsRef<str>,
                value: impl ::archipel_engine::IntoInput<String>,
            ) -> Self {
                self.parts.annotation(key.as_ref(), value);
                self
            }

            /// Sets what an operation waits for, in place of the rule of the kind.
            pub fn wait(mut self, wait: $crate::Wait) -> Self {
                self.parts.wait(wait);
                self
            }

            /// Takes over an object that exists already.
            pub fn adopt(mut self, adopt: bool) -> Self {
                self.parts.adopt(adopt);
                self
            }
        }

        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            object: $crate::Object,
            name: ::archipel_engine::Input<String>,
        }

        impl $name {
            /// Declares one, under a name of its own in this scope.
            #[track_caller]
            pub fn new(scope: &::archipel_engine::Scope, name: impl AsRef<str>, args: $args) -> Self {
                Self::with_options(scope, name, args, ::archipel_engine::Options::new())
            }

            /// Declares one, with options.
            #[track_caller]
            pub fn with_options(
                scope: &::archipel_engine::Scope,
                name: impl AsRef<str>,
                args: $args,
                options: ::archipel_engine::Options,
            ) -> Self {
                let declared = args.parts.name();
                let object = args.parts.declare(scope, name.as_ref(), options, $crate::kinds::parts::$lifetime);
                Self { object, name: declared }
            }

            /// The name of the object, once it exists.
            #[must_use]
            pub fn name(&self) -> ::archipel_engine::Output<String> {
                self.object.name()
            }

            /// The object.
            #[must_use]
            pub fn object(&self) -> &$crate::Object {
                &self.object
            }

            /// The name as the program gave it.
            #[allow(dead_code)]
            pub(super) fn declared_name(&self) -> ::archipel_engine::Input<String> {
                self.name.clone()
            }
        }

        impl ::archipel_engine::Declared for $name {
            fn node(&self) -> ::archipel_engine::program::NodeId {
                ::archipel_engine::Declared::node(&self.object)
            }
        }
    };
}
pub(super) use kind;

/// A kind whose objects are deleted with the cluster.
pub(super) const WITH_CLUSTER: bool = true;
/// A kind that stands for something outside of the cluster.
pub(super) const BEFORE_CLUSTER: bool = false;
