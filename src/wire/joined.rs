//! Lists that the server nests, as one.

use super::Json;

/// Writes an object anew in which the values of the member are one list each: all that stands in lists behind `lists`
/// and then `list`, in order. A member that is absent becomes an empty object.
///
/// `{"devices":{"A":{"sessions":[{"connections":[1]},{"connections":[2]}]}}}` becomes `{"devices":{"A":[1,2]}}`.
pub fn join(object: &[u8], member: &str, [lists, list]: [&str; 2], out: &mut Vec<u8>) {
    let Ok(object) = Json::parse(object) else { return };
    out.push(b'{');
    for (name, value) in object.members().filter(|(name, _)| !name.is_str(member)) {
        key(name, out);
        out.extend_from_slice(value.text());
        out.push(b',');
    }
    out.extend([b"\"", member.as_bytes(), b"\":{"].concat());
    for (index, (name, value)) in object.get(member).iter().flat_map(Json::members).enumerate() {
        if index > 0 {
            out.push(b',');
        }
        key(name, out);
        out.push(b'[');
        let outer = value.get(lists);
        let inner = outer.iter().flat_map(Json::items).filter_map(|item| item.get(list));
        for (index, item) in inner.flat_map(|list| list.items().collect::<Vec<_>>()).enumerate() {
            if index > 0 {
                out.push(b',');
            }
            out.extend_from_slice(item.text());
        }
        out.push(b']');
    }
    out.extend_from_slice(b"}}");
}

fn key(name: Json<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(name.text());
    out.push(b':');
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
