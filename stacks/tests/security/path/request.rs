//! A request of a browser, from the host name to the pods.

use serde_json::Value as Json;
use stacks::config::NAMESPACE;

use super::graph::{Graph, Node, Walk, covers};
use super::workloads::Workloads;

/// The way of a request.
pub(super) struct Way {
    /// The Kubernetes service whose pods it reaches.
    pub(super) service: String,
    /// The resources on the way.
    pub(super) used: std::collections::BTreeSet<String>,
}

/// Follows a request for a host to the region that the weights choose. `header` is the value of the version header.
pub(super) fn follow(
    graph: &Graph,
    workloads: &Workloads,
    host: &str,
    region: &str,
    header: Option<&str>,
) -> Result<Way, String> {
    let mut walk = Walk::new(graph);
    let balancer = resolve(&mut walk, host, region)?;
    let port = 443;
    from_the_internet(&mut walk, balancer, port)?;
    let listener = walk.one("aws:elbv2/Listener", "for HTTPS", |listener| {
        listener.text("load_balancer_arn") == balancer.output("arn") && listener.number("port") == port
    })?;
    certificate(&mut walk, listener, host)?;
    let group = rule(&mut walk, listener, host, header)?;
    let cluster = to_the_pods(&mut walk, balancer, group)?;
    let service = service(&mut walk, workloads, cluster, group)?;
    Ok(Way { service, used: walk.used })
}

/// The weighted records of the name, the failover records behind that of the region, and their health checks.
fn resolve<'a>(walk: &mut Walk<'a>, host: &str, region: &str) -> Result<&'a Node, String> {
    let zone =
        walk.one("aws:route53/Zone", "of the host", |zone| host.ends_with(&format!(".{}", zone.text("name"))))?;
    let zone_id = zone.output("id");
    let host = &edge(walk, host, zone_id)?;
    let record = |walk: &mut Walk<'a>, name: &str, what: &str, is_it: &dyn Fn(&Node) -> bool| {
        walk.one("aws:route53/Record", &format!("{what} of {name}"), |record| {
            record.text("zone_id") == zone_id && record.text("name") == name && is_it(record)
        })
    };
    let weighted = record(walk, host, "with a weight", &|record| {
        record.text("set_identifier") == region && record.number("weight") > 0
    })?;
    let alias = weighted.input("alias");
    let name = alias["dns_name"].as_str().unwrap_or_default();
    if alias["zone_id"] != zone_id || alias["evaluate_target_health"] != true {
        return Err(format!("{} does not follow the health of {name}", weighted.urn));
    }
    let mut balancers = Vec::new();
    for role in ["PRIMARY", "SECONDARY"] {
        let failover = record(walk, name, role, &|record| record.text("failover") == role)?;
        let balancer = target(walk, failover)?;
        let check = walk.one("aws:route53/HealthCheck", &format!("of {name} {role}"), |check| {
            check.output("id") == failover.text("health_check_id")
        })?;
        // The health check requests a name of that load balancer only, and reaches its pods.
        let direct = record(walk, check.text("fqdn"), "for the health check", &|_| true)?;
        if target(walk, direct)?.urn != balancer.urn {
            return Err(format!("{} checks another load balancer", check.urn));
        }
        let listener = walk.one("aws:elbv2/Listener", "of the health check", |listener| {
            listener.text("load_balancer_arn") == balancer.output("arn")
                && listener.number("port") == check.number("port")
        })?;
        rule(walk, listener, check.text("fqdn"), None)?;
        balancers.push(balancer);
    }
    match balancers[..] {
        [first, second] if first.region == region && second.region != region => {
            proven(walk, first)?;
            Ok(first)
        }
        _ => Err(format!("{name} does not lead to {region} first, and then to the other region")),
    }
}

/// The distribution of the host. Returns the name of its first origin, which all requests reach; the header of the host is
/// that of the browser.
fn edge(walk: &mut Walk<'_>, host: &str, zone_id: &str) -> Result<String, String> {
    let alias = walk.one("aws:route53/Record", &format!("of {host}"), |record| {
        record.text("zone_id") == zone_id && record.text("name") == host && record.text("record_type") == "A"
    })?;
    let distribution = walk.one("AWS::CloudFront::Distribution", &format!("of {host}"), |distribution| {
        let aliases = &distribution.input("DistributionConfig")["Aliases"];
        alias.input("alias")["dns_name"] == distribution.output("DomainName")
            && aliases.as_array().is_some_and(|all| all.iter().any(|one| one == host))
    })?;
    let config = distribution.input("DistributionConfig");
    let behavior = &config["DefaultCacheBehavior"];
    walk.one("AWS::WAFv2::WebACL", &format!("of {}", distribution.urn), |acl| {
        acl.text("Scope") == "CLOUDFRONT" && config["WebACLId"] == acl.output("Arn")
    })?;
    walk.one("aws:acm/CertificateValidation", &format!("of {}", distribution.urn), |issued| {
        issued.region == "us-east-1"
            && config["ViewerCertificate"]["AcmCertificateArn"] == issued.output("certificate_arn")
    })?;
    walk.one("AWS::CloudFront::OriginRequestPolicy", "that forwards the host", |policy| {
        behavior["OriginRequestPolicyId"] == policy.output("Id")
            && policy.input("OriginRequestPolicyConfig")["HeadersConfig"]["HeaderBehavior"] == "allViewer"
    })?;
    let origins = config["Origins"].as_array().into_iter().flatten();
    let origin = origins.into_iter().find(|origin| origin["Id"] == behavior["TargetOriginId"]);
    let name = origin.and_then(|origin| origin["DomainName"].as_str()).map(str::to_owned);
    name.ok_or_else(|| format!("{} has no origin", distribution.urn))
}

/// The firewall of the load balancer serves the requests of the distributions.
fn proven(walk: &mut Walk<'_>, balancer: &Node) -> Result<(), String> {
    let association = walk.one("AWS::WAFv2::WebACLAssociation", &format!("of {}", balancer.urn), |association| {
        association.text("ResourceArn") == balancer.output("arn")
    })?;
    let acl = walk.one("AWS::WAFv2::WebACL", &format!("of {}", balancer.urn), |acl| {
        acl.text("Scope") == "REGIONAL" && acl.output("Arn") == association.text("WebACLArn")
    })?;
    let password = walk.one("aws:secretsmanager/GeneratedPassword", "of the edge", |password| {
        password.text("username") == "cloudfront"
    })?;
    let known = &acl.input("Rules")[0]["Statement"]["NotStatement"]["Statement"]["OrStatement"]["Statements"];
    let proof = known[0]["RegexMatchStatement"]["RegexString"].as_str().unwrap_or_default();
    if proof != format!("^{}$", password.output("password")) {
        return Err(format!("{} does not know the proof of the distributions", acl.urn));
    }
    Ok(())
}

/// The load balancer of an alias, whose own health must not decide: one of its target groups may be empty.
fn target<'a>(walk: &mut Walk<'a>, record: &Node) -> Result<&'a Node, String> {
    let alias = record.input("alias");
    if alias["evaluate_target_health"] != false {
        return Err(format!("an empty target group makes {} unhealthy", record.urn));
    }
    walk.one("aws:elbv2/LoadBalancer", &format!("of {}", record.urn), |balancer| {
        alias["dns_name"] == balancer.output("dns_name") && alias["zone_id"] == balancer.output("hosted_zone_id")
    })
}

/// The load balancer is reachable: by its scheme, its security group, and the routes of its subnets.
fn from_the_internet(walk: &mut Walk<'_>, balancer: &Node, port: i64) -> Result<(), String> {
    if balancer.text("scheme") != "internet-facing" {
        return Err(format!("{} is not reachable from the internet", balancer.urn));
    }
    let groups = balancer.texts("security_group_ids");
    walk.one("aws:ec2/SecurityGroupRule", "for HTTPS from everywhere", |rule| {
        groups.contains(&rule.text("security_group_id"))
            && allows(rule, "ingress", port)
            && rule.text("cidr_ipv4") == "0.0.0.0/0"
    })?;
    for subnet in balancer.texts("subnet_ids") {
        let table = walk.one("aws:ec2/RouteTableAssociation", &format!("of {subnet}"), |association| {
            association.text("subnet_id") == subnet
        })?;
        let route = walk.one("aws:ec2/Route", &format!("from {subnet} to the internet"), |route| {
            route.text("route_table_id") == table.text("route_table_id")
                && route.text("destination_cidr_block") == "0.0.0.0/0"
        })?;
        let vpc = walk.one("aws:ec2/Subnet", subnet, |node| node.output("id") == subnet)?.text("vpc_id");
        walk.one("aws:ec2/InternetGateway", &format!("of {subnet}"), |gateway| {
            gateway.output("id") == route.text("gateway_id") && gateway.text("vpc_id") == vpc
        })?;
    }
    Ok(())
}

/// The certificate is issued, and valid for the host.
fn certificate(walk: &mut Walk<'_>, listener: &Node, host: &str) -> Result<(), String> {
    let issued = walk.one("aws:acm/CertificateValidation", "of the listener", |issued| {
        issued.output("certificate_arn") == listener.text("certificate_arn")
    })?;
    let certificate = walk.one("aws:acm/Certificate", "of the listener", |certificate| {
        certificate.output("arn") == issued.text("certificate_arn")
    })?;
    let parent = host.split_once('.').map_or("", |(_, parent)| parent);
    if certificate.text("domain_name") != format!("*.{parent}") {
        return Err(format!("{} is not valid for {host}", certificate.urn));
    }
    let proof = issued.texts("record_names");
    for name in proof {
        walk.one("aws:route53/Record", "that proves the domain", |record| record.output("name") == name)?;
    }
    Ok(())
}

/// The target group of the first rule that matches.
fn rule<'a>(walk: &mut Walk<'a>, listener: &Node, host: &str, header: Option<&str>) -> Result<&'a Node, String> {
    let matches = |rule: &Node| {
        let condition = rule.input("condition");
        let list = |value: &Json| value.as_array().cloned().unwrap_or_default();
        let headers = list(&condition["headers"]);
        list(&condition["hosts"]).iter().any(|one| one == host)
            && list(&condition["paths"]).is_empty()
            && headers.iter().all(|one| header.is_some_and(|header| list(&one["values"]).iter().any(|v| v == header)))
            && (headers.is_empty() || headers[0]["name"] == "X-Luneo-Version")
    };
    let ours = |rule: &Node| rule.text("listener_arn") == listener.output("arn") && matches(rule);
    let first = walk.first("aws:elbv2/ListenerRule", ours, |rule| rule.number("priority"));
    let first = first.ok_or_else(|| format!("no rule of {} for {host}", listener.urn))?;
    let forward = first.input("action")["forward"].as_array().cloned().unwrap_or_default();
    let [to] = &forward[..] else { return Err(format!("{} forwards to several groups or to none", first.urn)) };
    walk.one("aws:elbv2/TargetGroup", &format!("of {}", first.urn), |group| {
        to["target_group_arn"] == group.output("arn")
    })
}

/// The load balancer's security group lets the request out, and that of the cluster lets it in. Returns the cluster.
fn to_the_pods<'a>(walk: &mut Walk<'a>, balancer: &Node, group: &Node) -> Result<&'a Node, String> {
    let region = &balancer.region;
    let vpc = walk.one("aws:ec2/Vpc", "of the target group", |vpc| vpc.output("id") == group.text("vpc_id"))?;
    let port = group.number("port");
    if group.text("target_type") != "ip" || group.region != *region {
        return Err(format!("{} cannot have pods as targets", group.urn));
    }
    let groups = balancer.texts("security_group_ids");
    walk.one("aws:ec2/SecurityGroupRule", &format!("from {} to port {port}", balancer.urn), |rule| {
        groups.contains(&rule.text("security_group_id"))
            && allows(rule, "egress", port)
            && covers(rule.text("cidr_ipv4"), vpc.text("cidr_block"))
    })?;
    let cluster = walk.one("aws:eks/Cluster", "of the region", |cluster| cluster.region == *region)?;
    walk.one("aws:ec2/SecurityGroupRule", &format!("to port {port} of the pods"), |rule| {
        rule.text("security_group_id") == cluster.output("security_group_id")
            && allows(rule, "ingress", port)
            && groups.contains(&rule.text("referenced_security_group_id"))
    })?;
    Ok(cluster)
}

/// The service that is bound to the target group, whose pods listen on the group's port and have nodes.
fn service(walk: &mut Walk<'_>, workloads: &Workloads, cluster: &Node, group: &Node) -> Result<String, String> {
    let object = |walk: &mut Walk<'_>, kind: &str, what: &str, is_it: &dyn Fn(&Json) -> bool| {
        let found = walk.one("k8s:Object", &format!("{kind} {what}"), |object| {
            let manifest = object.input("manifest");
            object.region == cluster.region
                && object.text("cluster") == cluster.output("name")
                && manifest["kind"] == kind
                && is_it(manifest)
        })?;
        Ok::<_, String>(found.input("manifest").clone())
    };
    let binding = object(walk, "TargetGroupBinding", &format!("of {}", group.urn), &|manifest| {
        manifest["spec"]["targetGroupARN"] == group.output("arn") && manifest["spec"]["targetType"] == "ip"
    })?;
    // EKS Auto Mode registers targets only in groups of its cluster.
    if group.input("tags")["eks:eks-cluster-name"] != cluster.text("name") {
        return Err(format!("{} is not tagged with the name of its cluster", group.urn));
    }
    object(walk, "Namespace", "of the binding", &|manifest| {
        manifest["metadata"]["name"] == binding["metadata"]["namespace"]
    })?;
    if binding["metadata"]["namespace"] != NAMESPACE {
        return Err("a binding is for services of its own namespace".to_owned());
    }
    let reference = &binding["spec"]["serviceRef"];
    let service = reference["name"].as_str().unwrap_or_default();
    let pods = workloads.pods(service, reference["port"].as_i64().unwrap_or_default())?;
    if pods.container_port != group.number("port") {
        return Err(format!(
            "the pods of {service} listen on {}, not on the port of {}",
            pods.container_port, group.urn
        ));
    }
    object(walk, "NodePool", &format!("for the pods of {service}"), &|manifest| {
        manifest["spec"]["template"]["metadata"]["labels"]["workload"] == pods.node_label
    })?;
    Ok(service.to_owned())
}

/// Whether a security group rule is for this port over TCP.
pub(super) fn allows(rule: &Node, direction: &str, port: i64) -> bool {
    rule.text("direction") == direction
        && rule.text("protocol") == "tcp"
        && (rule.number("from_port")..=rule.number("to_port")).contains(&port)
}
