//! The four parameters of a GraphQL request, out of a body or out of an address.

use async_graphql::Variables;
use serde_json::{Map, Value};

use crate::refusal::{Code, Refusal};

/// A GraphQL request as it came.
#[derive(Debug)]
pub struct Params {
    /// The document.
    pub query: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// The variables, not yet coerced.
    pub variables: Variables,
}

/// Reads a body.
pub fn from_body(body: &[u8]) -> Result<Params, Refusal> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(map)) => from_map(map),
        Ok(Value::Array(_)) => Err(Refusal::new(
            Code::Batching,
            "requests are taken one at a time; send each of the list by itself",
        )),
        Ok(_) => Err(bad(
            "the body is JSON, but not an object with the entry 'query'",
        )),
        Err(error) if error.is_eof() && body.iter().all(u8::is_ascii_whitespace) => {
            Err(Refusal::new(
                Code::NotJson,
                "the body is empty; send an object with the entry 'query'",
            ))
        }
        Err(error) => Err(Refusal::new(
            Code::NotJson,
            format!(
                "the body is not JSON (line {}, column {}); check how it is written",
                error.line(),
                error.column()
            ),
        )),
    }
}

/// Reads the part of an address after the question mark.
pub fn from_query(query: &str) -> Result<Params, Refusal> {
    let mut map = Map::new();
    for (name, value) in form_pairs(query) {
        let name = name.map_err(|()| bad("the address is not UTF-8; percent-encode it as such"))?;
        if !matches!(
            name.as_str(),
            "query" | "operationName" | "variables" | "extensions"
        ) {
            continue;
        }
        let value =
            value.map_err(|()| bad("the address is not UTF-8; percent-encode it as such"))?;
        let value = match name.as_str() {
            "variables" | "extensions" if value.is_empty() => Value::Null,
            "variables" | "extensions" => serde_json::from_str(&value).map_err(|_| {
                bad(&format!(
                    "'{name}' is not JSON; encode a JSON object in the address"
                ))
            })?,
            "operationName" if value.is_empty() => Value::Null,
            _ => Value::String(value),
        };
        if map.insert(name.clone(), value).is_some() {
            return Err(bad(&format!("'{name}' is given twice; give it once")));
        }
    }
    from_map(map)
}

/// Takes the parameters out of an object; other entries are ignored, as the draft demands.
pub fn from_map(mut map: Map<String, Value>) -> Result<Params, Refusal> {
    let query = match map.remove("query") {
        Some(Value::String(query)) => query,
        Some(_) => return Err(bad("'query' must be a string that holds the document")),
        None => return Err(bad("the entry 'query' is missing; it holds the document")),
    };
    let operation_name = match map.remove("operationName") {
        Some(Value::String(name)) => Some(name),
        None | Some(Value::Null) => None,
        Some(_) => return Err(bad("'operationName' must be a string or null")),
    };
    let variables = match map.remove("variables") {
        Some(variables @ Value::Object(_)) => Variables::from_json(variables),
        None | Some(Value::Null) => Variables::default(),
        Some(_) => return Err(bad("'variables' must be an object or null")),
    };
    match map.remove("extensions") {
        Some(Value::Object(_) | Value::Null) | None => {}
        Some(_) => return Err(bad("'extensions' must be an object or null")),
    }
    Ok(Params {
        query,
        operation_name,
        variables,
    })
}

fn bad(message: &str) -> Refusal {
    Refusal::new(Code::BadRequest, message)
}

/// The pairs of a form-encoded text, decoded; `Err` where they are not UTF-8.
#[allow(clippy::type_complexity, reason = "two of the same, spelled out once")]
pub fn form_pairs(
    text: &str,
) -> impl Iterator<Item = (Result<String, ()>, Result<String, ()>)> + '_ {
    text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    })
}

fn decode(text: &str) -> Result<String, ()> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'+' => out.push(b' '),
            b'%' => {
                let digit = |offset: usize| {
                    bytes
                        .get(at + offset)
                        .and_then(|byte| char::from(*byte).to_digit(16))
                };
                match (digit(1), digit(2)) {
                    (Some(high), Some(low)) => {
                        out.push((high * 16 + low) as u8);
                        at += 2;
                    }
                    // As browsers do: a percent sign that begins nothing is itself.
                    _ => out.push(b'%'),
                }
            }
            byte => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8(out).map_err(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses_as_browsers_write_them() {
        let params = from_query("query=%7B+a%28b%3A%22%C3%A9%22%29%7D&operationName=&variables=%7B%22x%22%3A1%7D&other=%FF&").expect("it is well formed");
        assert_eq!(params.query, "{ a(b:\"é\")}");
        assert_eq!(params.operation_name, None);
        assert_eq!(params.variables.len(), 1);
        assert_eq!(
            from_query("query=100%").expect("a lone percent sign").query,
            "100%"
        );
    }

    #[test]
    fn refuses_what_is_no_request() {
        for body in ["", "  ", "{", "{\"query\":\"\\ud800\"}"] {
            assert_eq!(
                from_body(body.as_bytes()).expect_err(body).code,
                Code::NotJson,
                "{body}"
            );
        }
        for body in [
            "\"x\"",
            "{}",
            r#"{"query":1}"#,
            r#"{"query":"{a}","variables":[1]}"#,
            r#"{"query":"{a}","operationName":0}"#,
            r#"{"query":"{a}","extensions":"x"}"#,
        ] {
            assert_eq!(
                from_body(body.as_bytes()).expect_err(body).code,
                Code::BadRequest,
                "{body}"
            );
        }
        assert_eq!(
            from_body(br#"[{"query":"{a}"}]"#)
                .expect_err("a batch")
                .code,
            Code::Batching
        );
        assert_eq!(
            from_query("query=%7Ba%7D&query=%7Bb%7D")
                .expect_err("twice")
                .code,
            Code::BadRequest
        );
        assert_eq!(
            from_query("query=%FF").expect_err("not UTF-8").code,
            Code::BadRequest
        );
        let deep = format!(
            r#"{{"query":"{{a}}","variables":{}1{}}}"#,
            "[".repeat(500),
            "]".repeat(500)
        );
        assert_eq!(
            from_body(deep.as_bytes())
                .expect_err("too deep for the parser")
                .code,
            Code::NotJson
        );
    }

    #[test]
    fn takes_null_for_absent_and_ignores_the_rest() {
        let params = from_body(
            br#"{"query":"{a}","variables":null,"operationName":null,"extensions":null,"more":1}"#,
        )
        .expect("it is well formed");
        assert_eq!(params.query, "{a}");
        assert!(params.variables.is_empty());
    }
}
