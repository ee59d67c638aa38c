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
            fn fields_mut(&mut self) -> &mut $crate::builder::Fields {
                &mut self.0
            }
        }

        impl $crate::builder::IntoInput<$crate::builder::Record<$name>> for $name {
            #[inline]
            fn into_input(self) -> $crate::builder::private::Input<$crate::builder::Record<$name>> {
                self.0.into_input()
            }
        }
    };
}

/// Text that is one of some.
#[macro_export]
macro_rules! texts {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$of:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum $name {
            $($(#[$of])* $variant,)*
        }

        // Without the function that `derive` adds.
        impl ::std::cmp::Eq for $name {}

        impl $name {
            /// The text.
            #[must_use]
            #[inline]
            pub fn as_str(self) -> &'static str {
                <Self as $crate::builder::Texts>::TEXTS[self as usize]
            }
        }

        impl $crate::builder::Texts for $name {
            const NAME: &'static str = stringify!($name);
            const TEXTS: &'static [&'static str] = &[$($text),*];
        }

        impl $crate::builder::AnyInput for $name {
            #[inline]
            fn to_expr(&self) -> $crate::builder::private::Expr {
                $crate::builder::AnyInput::to_expr(self.as_str())
            }
        }

        impl $crate::builder::IntoInput<$crate::builder::OneOf<$name>> for $name {
            #[inline]
            fn into_input(self) -> $crate::builder::private::Input<$crate::builder::OneOf<$name>> {
                $crate::builder::private::listed(self.as_str())
            }
        }
    };
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
                Self($crate::builder::declare_resource(scope, $type_name, name, args.0, options))
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
