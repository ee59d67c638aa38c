fn generated(stack: &Stack) {
let here = stack.region("here");
let here_net_main = Net::with_options(
    &here,
    "main",
    NetArgs::new("10.0.0.0/16").zones(["a", "b"]),
    Options::new().import("net-1"),
);
let here_front = here.component("front");
Host::with_options(
    &here_front,
    "web-1",
    HostArgs::new("web \"1\"", here_net_main.id()),
    Options::new().import("host-1"),
);
let there = stack.region("there");
let there_front = there.component("front");
let there_front_deep = there_front.component("deep");
Lease::with_options(
    &there_front_deep,
    "type",
    LeaseArgs::new()
        .paid(Paid::AtOnce)
        .owners([("who", "she")])
        .parts([
            LeasedPart::new(here_net_main.id()).share(2.0).r#type("attic"),
            LeasedPart::new(NetId::new("net-9")),
        ]),
    Options::new().import("lease-1"),
);
}
