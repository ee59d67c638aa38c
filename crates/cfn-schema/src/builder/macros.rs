//! The macros that generated code calls.
//!
//! Their functions are `#[inline]`, so that the compiler generates machine code only of those that a program calls.

/// A builder of an object with named properties.
#[macro_export]
macro_rules! arguments {
    ($(#[$doc:meta])* pub struct $name:ident;) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        #[must_use]
        pub struct $name($crate::builder::Fields);

        impl $crate::builder::Arguments for $name {
            #[inline]
            fn from_fields(fields: $crate::builder::Fields) -> Self {
                Self(fields)
            }

            #[inline]
            fn into_fields(self) -> $crate::builder::Fields {
                self.0
            }
        }

        impl $crate::builder::IntoInput<$crate::builder::Record<$name>> for $name {
            #[inline]
            fn into_input(self) -> $crate::builder::private::Input<$crate::builder::Record<$name>> {
                $crate::builder::private::Input::from_expr($crate::builder::private::Expr::map(self.0.into_map()))
            }
        }
    };
}

/// Text that is one of some.
#[macro_export]
macro_rules! texts {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$of:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$of])* $variant,)*
        }

        impl $name {
            /// The text.
            #[must_use]
            #[inline]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl $crate::builder::private::Prop for $name {
            #[inline]
            fn ty() -> $crate::builder::private::TypeRef {
                $crate::builder::private::TypeRef::Text(stringify!($name))
            }

            #[inline]
            fn into_value(self) -> $crate::builder::Value {
                $crate::builder::Value::from(self.as_str())
            }

            #[inline]
            fn from_value(
                value: $crate::builder::Value,
            ) -> ::std::result::Result<Self, $crate::builder::private::Mismatch> {
                const ALL: &[$name] = &[$($name::$variant,)*];
                let text = <::std::string::String as $crate::builder::private::Prop>::from_value(value)?;
                let found = ALL.iter().find(|own| own.as_str() == text);
                found.copied().ok_or_else(|| {
                    let texts: ::std::vec::Vec<&str> = ALL.iter().map(|own| own.as_str()).collect();
                    $crate::builder::private::not_one_of(stringify!($name), &text, &texts)
                })
            }
        }

        impl $crate::builder::private::TextProp for $name {}

        impl $crate::builder::AnyInput for $name {
            #[inline]
            fn to_expr(&self) -> $crate::builder::private::Expr {
                $crate::builder::private::Expr::known($crate::builder::Value::from(self.as_str()))
            }
        }

        impl $crate::builder::IntoInput<$name> for $name {
            #[inline]
            fn into_input(self) -> $crate::builder::private::Input<$name> {
                $crate::builder::private::Input::from_expr($crate::builder::AnyInput::to_expr(&self))
            }
        }

        impl $crate::builder::IntoInput<::std::string::String> for $name {
            #[inline]
            fn into_input(self) -> $crate::builder::private::Input<::std::string::String> {
                $crate::builder::private::Input::from_expr($crate::builder::AnyInput::to_expr(&self))
            }
        }

        // A text that is none of them is an error of the program at the caller's line.
        $crate::texts!(@inputs $name: &str, ::std::string::String, &::std::string::String);
    };
    (@inputs $name:ident: $($given:ty),*) => {$(
        impl $crate::builder::IntoInput<$name> for $given {
            #[inline]
            #[track_caller]
            fn into_input(self) -> $crate::builder::private::Input<$name> {
                $crate::builder::private::Input::checked($crate::builder::Value::from(AsRef::<str>::as_ref(&self)))
            }
        }
    )*};
}

/// The handle of a resource type.
#[macro_export]
macro_rules! resource {
    ($(#[$doc:meta])* pub struct $name:ident: $type_name:literal, $args:ident;) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name($crate::builder::private::Handle);

        impl $name {
            /// Declares one, under a name of its own in this scope.
            #[track_caller]
            #[inline]
            pub fn new(scope: &$crate::builder::Scope, name: &str, args: $args) -> Self {
                Self::with_options(scope, name, args, $crate::builder::Options::new())
            }

            /// Declares one, with options.
            #[track_caller]
            #[inline]
            pub fn with_options(
                scope: &$crate::builder::Scope,
                name: &str,
                args: $args,
                options: $crate::builder::Options,
            ) -> Self {
                Self($crate::builder::declare_resource(scope, $type_name, name, args, options))
            }

            /// Its name in the stack, which stays when what it names is replaced.
            #[must_use]
            #[inline]
            pub fn urn(&self) -> &$crate::builder::private::Urn {
                self.0.urn()
            }
        }

        impl $crate::builder::private::Declared for $name {
            #[inline]
            fn node(&self) -> $crate::builder::private::NodeId {
                $crate::builder::private::Declared::node(&self.0)
            }
        }

        impl $crate::builder::private::ResourceSchema for $name {
            type Props = $crate::builder::Properties<$name>;
            type Attrs = $crate::builder::Attributes<$name>;
            const TYPE: &'static str = $type_name;

            #[inline]
            fn schema() -> &'static $crate::builder::private::Schema {
                $crate::builder::private::schema_of($type_name)
            }
        }
    };
}
