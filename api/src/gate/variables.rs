//! Coerces variables to the types an operation declares, as the specification's
//! `CoerceVariableValues` does. What comes out fits, so nothing after it has to look again.

use async_graphql::parser::types::{BaseType, OperationDefinition, Type};
use async_graphql::{Name, Value, Variables};

use super::types::{InputShape, TypeTable};
use crate::refusal::{Code, Refusal};

/// Lists and objects inside a variable nested deeper than this are refused.
const MAX_NESTING: usize = 16;

/// The variables of `operation` with their values, defaults filled in; what the operation
/// does not declare is left out.
pub fn coerce(
    table: &TypeTable,
    operation: &OperationDefinition,
    given: &mut Variables,
) -> Result<Variables, Refusal> {
    let mut coerced = Variables::default();
    for definition in &operation.variable_definitions {
        let name = &definition.node.name.node;
        let ty = &definition.node.var_type.node;
        let refuse = |reason: String| {
            Refusal::new(
                Code::Variables,
                format!("variable '${name}' of type '{ty}' {reason}"),
            )
            .at(definition.pos)
        };
        match given.get_mut(name) {
            Some(value) => {
                let mut value = std::mem::take(value);
                fit(table, ty, &mut value, 0).map_err(refuse)?;
                coerced.insert(name.clone(), value);
            }
            None => match &definition.node.default_value {
                Some(default) => {
                    let mut value = default.node.clone();
                    fit(table, ty, &mut value, 0).map_err(refuse)?;
                    coerced.insert(name.clone(), value);
                }
                None if !ty.nullable => {
                    return Err(refuse("is required; give it a value".to_owned()));
                }
                None => {}
            },
        }
    }
    Ok(coerced)
}

/// Makes `value` fit `ty`, or says why it can't.
fn fit(table: &TypeTable, ty: &Type, value: &mut Value, depth: usize) -> Result<(), String> {
    if depth > MAX_NESTING {
        return Err(format!("is nested more than {MAX_NESTING} deep"));
    }
    if matches!(value, Value::Null) {
        return if ty.nullable {
            Ok(())
        } else {
            Err("must not be null".to_owned())
        };
    }
    match &ty.base {
        BaseType::List(inner) => match value {
            Value::List(items) => items
                .iter_mut()
                .try_for_each(|item| fit(table, inner, item, depth + 1)),
            single => {
                fit(table, inner, single, depth + 1)?;
                *single = Value::List(vec![std::mem::take(single)]);
                Ok(())
            }
        },
        BaseType::Named(name) => fit_named(table, name, value, depth),
    }
}

fn fit_named(
    table: &TypeTable,
    name: &Name,
    value: &mut Value,
    depth: usize,
) -> Result<(), String> {
    match table.input(name) {
        // Validation says so with the right words.
        None => Ok(()),
        Some(InputShape::Scalar) => fit_scalar(name, value),
        Some(InputShape::Enum(names)) => match value {
            Value::String(text) if names.contains(text) => {
                *value = Value::Enum(Name::new(std::mem::take(text)));
                Ok(())
            }
            Value::Enum(given) if names.iter().any(|name| name == given.as_str()) => Ok(()),
            _ => Err(format!("must be one of {}", names.join(", "))),
        },
        Some(InputShape::Object(fields)) => {
            let Value::Object(given) = value else {
                return Err("must be an object".to_owned());
            };
            if let Some(unknown) = given.keys().find(|key| !fields.contains_key(key.as_str())) {
                return Err(format!("has no field '{}'", clip(unknown)));
            }
            let mut names: Vec<_> = fields.iter().collect();
            names.sort_unstable_by_key(|(name, _)| *name);
            for (name, (ty, optional)) in names {
                match given.get_mut(name.as_str()) {
                    Some(value) => fit(table, ty, value, depth + 1)
                        .map_err(|reason| format!("at '{name}' {reason}"))?,
                    None if !ty.nullable && !optional => {
                        return Err(format!("needs the field '{name}'"));
                    }
                    None => {}
                }
            }
            Ok(())
        }
    }
}

fn fit_scalar(name: &str, value: &mut Value) -> Result<(), String> {
    let fits = match (name, &*value) {
        ("Int", Value::Number(number)) => number
            .as_i64()
            .is_some_and(|number| i32::try_from(number).is_ok()),
        ("Float", Value::Number(number)) => number.as_f64().is_some_and(f64::is_finite),
        ("String", Value::String(_))
        | ("Boolean", Value::Boolean(_))
        | ("ID", Value::String(_)) => true,
        ("ID", Value::Number(number)) if number.is_i64() || number.is_u64() => {
            *value = Value::String(number.to_string());
            true
        }
        ("Int" | "Float" | "String" | "Boolean" | "ID", _) => false,
        _ => true,
    };
    if fits {
        Ok(())
    } else {
        Err(format!("does not hold {}", article(name)))
    }
}

fn article(name: &str) -> &'static str {
    match name {
        "Int" => "a whole number of 32 bits",
        "Float" => "a number",
        "String" => "a string",
        "Boolean" => "true or false",
        _ => "an id (a string or a whole number)",
    }
}

/// The start of a name that somebody sent, for messages.
pub(super) fn clip(text: &str) -> &str {
    match text.char_indices().nth(60) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::{Value as Json, json};

    use super::*;

    fn check(declared: &str, given: Json) -> Result<Json, String> {
        let table = TypeTable::read(
            "type Query { a: Int } enum Kind { A B } input In { n: Int! k: [Kind!] d: Int! = 3 }",
        )
        .expect("it is SDL");
        let document = parse_query(format!("query({declared}) {{ a }}")).expect("it is a query");
        let (_, operation) = document.operations.iter().next().expect("there is one");
        let mut given = Variables::from_json(given);
        coerce(&table, &operation.node, &mut given)
            .map(|coerced| serde_json::to_value(coerced).expect("it is JSON"))
            .map_err(|refusal| refusal.message)
    }

    #[test]
    fn fits_as_the_specification_says() {
        assert_eq!(
            check("$i: Int", json!({ "i": 3, "other": 1 })),
            Ok(json!({ "i": 3 }))
        );
        assert_eq!(check("$i: Int = 5", json!({})), Ok(json!({ "i": 5 })));
        assert_eq!(
            check("$i: Int = 5", json!({ "i": null })),
            Ok(json!({ "i": null }))
        );
        assert_eq!(check("$i: Int", json!({})), Ok(json!({})));
        assert_eq!(
            check("$i: [Int!]", json!({ "i": 7 })),
            Ok(json!({ "i": [7] }))
        );
        assert_eq!(check("$i: ID!", json!({ "i": 7 })), Ok(json!({ "i": "7" })));
        assert_eq!(
            check("$f: Float!", json!({ "f": 7 })),
            Ok(json!({ "f": 7 }))
        );
        assert_eq!(
            check("$k: Kind", json!({ "k": "A" })),
            Ok(json!({ "k": "A" }))
        );
        assert_eq!(
            check("$x: In!", json!({ "x": { "n": 1, "k": "B" } })),
            Ok(json!({ "x": { "n": 1, "k": ["B"] } }))
        );
    }

    #[test]
    fn refuses_what_does_not_fit() {
        for (declared, given, reason) in [
            ("$i: Int!", json!({}), "is required"),
            ("$i: Int = 2147483648", json!({}), "32 bits"),
            ("$i: Int!", json!({ "i": null }), "must not be null"),
            ("$i: Int", json!({ "i": 2_147_483_648_i64 }), "32 bits"),
            ("$i: Int", json!({ "i": 1.5 }), "whole number"),
            ("$i: String", json!({ "i": 1 }), "a string"),
            ("$i: [Int!]!", json!({ "i": [1, null] }), "must not be null"),
            ("$k: Kind", json!({ "k": "C" }), "one of A, B"),
            ("$x: In", json!({ "x": { "k": [] } }), "needs the field 'n'"),
            (
                "$x: In",
                json!({ "x": { "n": 1, "z": 1 } }),
                "has no field 'z'",
            ),
            (
                "$x: In",
                json!({ "x": { "n": "1" } }),
                "at 'n' does not hold",
            ),
            ("$x: In", json!({ "x": 1 }), "must be an object"),
        ] {
            let message = check(declared, given).expect_err(reason);
            assert!(message.contains(reason), "{message}");
        }
    }
}
