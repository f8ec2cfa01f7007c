//! What the gate has to know of the schema: for each field its type and how it multiplies,
//! for each input its fields. Read once from the SDL, so that there is no second truth.

use std::collections::HashMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, Type, TypeKind, TypeSystemDefinition};

/// The types of a schema, by name.
#[derive(Debug, Default)]
pub struct TypeTable {
    composites: HashMap<String, HashMap<String, FieldShape>>,
    inputs: HashMap<String, InputShape>,
}

/// What a field returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldShape {
    /// The named type.
    pub of: String,
    /// How many times what hangs under the field may be repeated.
    pub repeats: Repeats,
    /// The arguments' types.
    pub arguments: HashMap<String, Type>,
}

/// How a field multiplies what hangs under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// Not at all.
    Once,
    /// A connection: once for itself, its `edges` and `nodes` by the page.
    Connection,
    /// `edges` or `nodes` of a connection: by the page of the field above.
    Page,
    /// A list whose length no argument bounds.
    List,
}

/// An input type.
#[derive(Clone, Debug)]
pub enum InputShape {
    /// One of these names.
    Enum(Vec<String>),
    /// These fields; true where a default makes the field optional.
    Object(HashMap<String, (Type, bool)>),
    /// A scalar, by the name of the type.
    Scalar,
}

impl TypeTable {
    /// Reads the types of `sdl`.
    pub fn read(sdl: &str) -> Result<TypeTable, async_graphql::parser::Error> {
        let mut table = TypeTable::default();
        for definition in parse_schema(sdl)?.definitions {
            let TypeSystemDefinition::Type(definition) = definition else {
                continue;
            };
            let name = definition.node.name.node.to_string();
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                TypeKind::Union(_) => Vec::new(),
                TypeKind::Enum(kind) => {
                    let names = kind
                        .values
                        .iter()
                        .map(|value| value.node.value.node.to_string())
                        .collect();
                    table.inputs.insert(name, InputShape::Enum(names));
                    continue;
                }
                TypeKind::InputObject(object) => {
                    let fields = object.fields.into_iter().map(|field| {
                        let optional = field.node.default_value.is_some();
                        (
                            field.node.name.node.to_string(),
                            (field.node.ty.node, optional),
                        )
                    });
                    table
                        .inputs
                        .insert(name, InputShape::Object(fields.collect()));
                    continue;
                }
                TypeKind::Scalar => {
                    table.inputs.insert(name, InputShape::Scalar);
                    continue;
                }
            };
            let connection = name.ends_with("Connection");
            let fields = fields.into_iter().map(|field| {
                let field_name = field.node.name.node.to_string();
                let (of, list) = named(&field.node.ty.node);
                let repeats = match () {
                    () if of.ends_with("Connection") => Repeats::Connection,
                    () if connection && matches!(field_name.as_str(), "edges" | "nodes") => {
                        Repeats::Page
                    }
                    () if list => Repeats::List,
                    () => Repeats::Once,
                };
                let arguments =
                    field.node.arguments.into_iter().map(|argument| {
                        (argument.node.name.node.to_string(), argument.node.ty.node)
                    });
                (
                    field_name,
                    FieldShape {
                        of,
                        repeats,
                        arguments: arguments.collect(),
                    },
                )
            });
            table.composites.insert(name, fields.collect());
        }
        for scalar in ["Int", "Float", "String", "Boolean", "ID"] {
            table.inputs.insert(scalar.to_owned(), InputShape::Scalar);
        }
        table.composites.extend(introspection());
        Ok(table)
    }

    /// The field of that name; none for `__typename` and for what the schema does not have.
    pub fn field(&self, on: &str, name: &str) -> Option<&FieldShape> {
        self.composites.get(on)?.get(name)
    }

    /// The input type of that name.
    pub fn input(&self, name: &str) -> Option<&InputShape> {
        self.inputs.get(name)
    }
}

/// The innermost name of `ty`, and whether a list lies around it.
fn named(ty: &Type) -> (String, bool) {
    match &ty.base {
        BaseType::Named(name) => (name.to_string(), false),
        BaseType::List(inner) => (named(inner).0, true),
    }
}

/// The types of introspection, which the SDL does not spell out.
fn introspection() -> HashMap<String, HashMap<String, FieldShape>> {
    /// A type, and its fields: name, type, whether it is a list.
    type Row = (&'static str, &'static [(&'static str, &'static str, bool)]);
    let table: [Row; 5] = [
        (
            "__Schema",
            &[
                ("types", "__Type", true),
                ("queryType", "__Type", false),
                ("mutationType", "__Type", false),
                ("subscriptionType", "__Type", false),
                ("directives", "__Directive", true),
            ],
        ),
        (
            "__Type",
            &[
                ("fields", "__Field", true),
                ("interfaces", "__Type", true),
                ("possibleTypes", "__Type", true),
                ("enumValues", "__EnumValue", true),
                ("inputFields", "__InputValue", true),
                ("ofType", "__Type", false),
            ],
        ),
        (
            "__Field",
            &[("args", "__InputValue", true), ("type", "__Type", false)],
        ),
        ("__InputValue", &[("type", "__Type", false)]),
        ("__Directive", &[("args", "__InputValue", true)]),
    ];
    table
        .into_iter()
        .map(|(name, fields)| {
            let fields = fields.iter().map(|(field, of, list)| {
                let repeats = if *list { Repeats::List } else { Repeats::Once };
                (
                    (*field).to_owned(),
                    FieldShape {
                        of: (*of).to_owned(),
                        repeats,
                        arguments: HashMap::new(),
                    },
                )
            });
            (name.to_owned(), fields.collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lists_connections_and_inputs() {
        let sdl = "type Query { people(first: Int, kind: Kind!): PersonConnection! tags: [Tag!]! }
            type PersonConnection { nodes: [Person!]! totalCount: Int! }
            type Person { name: String! } type Tag { id: ID! }
            enum Kind { A B } input Filter { name: String = \"x\", min: Float! }";
        let table = TypeTable::read(sdl).expect("it is SDL");
        let people = table.field("Query", "people").expect("it is there");
        assert_eq!(
            (people.of.as_str(), people.repeats),
            ("PersonConnection", Repeats::Connection)
        );
        assert_eq!(people.arguments["kind"].to_string(), "Kind!");
        assert_eq!(
            table
                .field("PersonConnection", "nodes")
                .map(|field| field.repeats),
            Some(Repeats::Page)
        );
        assert_eq!(
            table.field("Query", "tags").map(|field| field.repeats),
            Some(Repeats::List)
        );
        assert_eq!(
            table
                .field("__Type", "ofType")
                .map(|field| field.of.as_str()),
            Some("__Type")
        );
        assert!(matches!(table.input("Kind"), Some(InputShape::Enum(names)) if names.len() == 2));
        assert!(
            matches!(table.input("Filter"), Some(InputShape::Object(fields)) if fields["name"].1 && !fields["min"].1)
        );
        assert!(table.field("Query", "nothing").is_none());
    }
}
