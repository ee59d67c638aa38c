//! A Kubernetes cluster with a service in it, and an application that Argo CD deploys: one program, one run.

use std::time::Duration;

use archipel::aws::ec2::*;
use archipel::aws::eks::*;
use archipel::aws::iam::{Role, RoleArgs, RolePolicyAttachment, RolePolicyAttachmentArgs};
use archipel::kubernetes::kinds::{
    AppProject, AppProjectArgs, ArgoCluster, ArgoClusterArgs, IngressClass, IngressClassArgs, Namespace, NamespaceArgs,
};
use archipel::kubernetes::{Object, ObjectArgs};
use archipel::prelude::*;

/// The AWS managed policies of a cluster in Auto Mode and of its nodes.
/// <https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html>
const CLUSTER_POLICIES: [&str; 5] = [
    "AmazonEKSClusterPolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
];
const NODE_POLICIES: [&str; 2] = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"];
/// The namespace of Argo CD, which the capability creates.
const ARGO_CD: &str = "argocd";

/// The content of `config/NAME.toml`.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Config {
    /// The region of the stack.
    pub region: String,
    /// The address range of the network.
    pub cidr: Cidr,
    /// The version of Kubernetes.
    pub kubernetes: String,
    /// The image of the service.
    pub image: String,
    /// The number of its pods.
    pub replicas: u32,
    /// For how many seconds the load balancer may take to disappear.
    pub delete_seconds: u64,
}

impl Configuration for Config {
    fn problems(&self) -> Vec<Problem> {
        let problem = || Problem::new("replicas", "a service without pods serves nothing", "set at least 1");
        if self.replicas == 0 { vec![problem()] } else { Vec::new() }
    }
}

/// Declares the stack.
///
/// # Errors
/// None.
pub fn program(stack: &Stack, config: &Config) -> Result<(), String> {
    let scope = stack.region(&config.region);
    let subnets = network(&scope.component("network"), &config.cidr);
    let name = format!("{}-{}", stack.project(), stack.name());
    let (cluster, argo_cd) = control_plane(&scope.component("cluster"), &name, &config.kubernetes, &subnets);
    let web = service(&scope.component("web"), &cluster, config);
    applications(&scope.component("argo-cd"), &name, &cluster, &argo_cd);
    scope.output("cluster", cluster.name());
    scope.output("address", web.address());
    Ok(())
}

/// Two public subnets: nodes need a way to the registry of their images.
fn network(scope: &Scope, cidr: &Cidr) -> Vec<Subnet> {
    let vpc = Vpc::new(scope, "main", VpcArgs::new(*cidr).enable_dns_hostnames(true));
    let gateway = InternetGateway::new(scope, "main", InternetGatewayArgs::new().vpc_id(vpc.id()));
    let table = RouteTable::new(scope, "public", RouteTableArgs::new(vpc.id()));
    let route = RouteArgs::new(table.id()).destination_cidr_block("0.0.0.0/0").gateway_id(gateway.id());
    Route::new(scope, "internet", route);
    let subnet = |(number, zone): (usize, &str)| {
        let name = format!("public-{zone}");
        let args = SubnetArgs::new(vpc.id(), cidr.subnet(4, number)).map_public_ip_on_launch(true);
        let subnet = Subnet::new(scope, &name, args.availability_zone(format!("{}{zone}", scope.region())));
        let args = RouteTableAssociationArgs::new(table.id()).subnet_id(subnet.id());
        RouteTableAssociation::new(scope, name, args);
        subnet
    };
    ["a", "b"].into_iter().enumerate().map(subnet).collect()
}

/// A cluster whose nodes EKS manages, and Argo CD, which EKS runs beside it.
fn control_plane(scope: &Scope, name: &str, version: &str, subnets: &[Subnet]) -> (Cluster, Capability) {
    let role = |part: &str, service: &str, policies: &[&str]| {
        let actions = ["sts:AssumeRole", "sts:TagSession"];
        let trust = Policy::new([Statement::allow(actions).principal(Principal::Service, service)]);
        let role = Role::new(scope, part, RoleArgs::new(format!("{name}-{part}"), trust));
        let attach = |policy: &&str| {
            let args = RolePolicyAttachmentArgs::new(role.name(), format!("arn:aws:iam::aws:policy/{policy}"));
            RolePolicyAttachment::new(scope, format!("{part}-{policy}"), args)
        };
        let attached: Vec<_> = policies.iter().map(attach).collect();
        (role, attached)
    };
    let (nodes, of_nodes) = role("nodes", "ec2.amazonaws.com", &NODE_POLICIES);
    let (control, of_control) = role("control", "eks.amazonaws.com", &CLUSTER_POLICIES);
    let ids: Vec<_> = subnets.iter().map(Subnet::id).collect();
    let args = ClusterArgs::new(name, version, control.arn(), ids)
        .endpoint_public_access(true)
        // The principal of the run applies the objects.
        .creator_is_admin(true)
        .auto_mode(AutoMode::new(nodes.arn()).node_pools(["general-purpose", "system"]));
    // The policies must remain until the cluster is deleted.
    let options = of_control.iter().chain(&of_nodes).fold(Options::new(), Options::depends_on);
    let cluster = Cluster::with_options(scope, "main", args, options);

    let (argo_cd, _) = role("argo-cd", "capabilities.eks.amazonaws.com", &[]);
    let admins = ArgoAccess::new(ArgoRole::Admin).groups(["9067a1b2-1c3d-4e5f-8a9b-0c1d2e3f4a5b"]);
    let settings = ArgoCd::new("arn:aws:sso:::instance/ssoins-6508d3c1a2b4e5f7", scope.region()).access([admins]);
    let args = CapabilityArgs::new(cluster.name(), "argo-cd", CapabilityKind::ArgoCd, argo_cd.arn());
    let capability = Capability::new(scope, "argo-cd", args.argo_cd(settings));
    (cluster, capability)
}

/// A service with its pods, and a load balancer, which is deleted before the cluster.
fn service(scope: &Scope, cluster: &Cluster, config: &Config) -> Object {
    let namespace = Namespace::new(scope, "namespace", NamespaceArgs::new(cluster, "web").pod_security("baseline"));
    let labels = json!({ "app.kubernetes.io/name": "web" });
    let inside = || Options::new().replace_with(cluster).depends_on(namespace.object());
    let pods = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": { "name": "web", "namespace": "web" },
        "spec": {
            "replicas": config.replicas,
            "selector": { "matchLabels": labels },
            "template": {
                "metadata": { "labels": labels },
                "spec": { "containers": [{
                    "name": "web",
                    "image": config.image,
                    "ports": [{ "containerPort": 8080 }],
                    "resources": { "requests": { "cpu": "250m", "memory": "256Mi" }, "limits": { "memory": "256Mi" } },
                }] },
            },
        },
    });
    Object::with_options(scope, "pods", ObjectArgs::new(cluster.name(), pods), inside().deleted_with(cluster));
    let service = json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": { "name": "web", "namespace": "web" },
        "spec": {
            "selector": labels,
            "ports": [{ "name": "http", "port": 80, "targetPort": 8080, "protocol": "TCP" }],
        },
    });
    let service = ObjectArgs::new(cluster.name(), service);
    let service = Object::with_options(scope, "service", service, inside().deleted_with(cluster));
    // The controller of EKS Auto Mode creates an application load balancer.
    let class = IngressClass::new(scope, "class", IngressClassArgs::new(cluster, "alb", "eks.amazonaws.com/alb"));
    let ingress = json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": { "name": "web", "namespace": "web" },
        "spec": {
            "ingressClassName": class.name(),
            "defaultBackend": { "service": { "name": "web", "port": { "name": "http" } } },
        },
    });
    let patience = Duration::from_secs(config.delete_seconds);
    let after = inside().depends_on(&service).delete_timeout(patience);
    Object::with_options(scope, "ingress", ObjectArgs::new(cluster.name(), ingress), after)
}

/// The registration of the cluster in Argo CD, a project, and an application, which is deleted before Argo CD.
fn applications(scope: &Scope, name: &str, cluster: &Cluster, argo_cd: &Capability) {
    let with = || Options::new().depends_on(argo_cd);
    let registration = ArgoClusterArgs::new(cluster, ARGO_CD, name, cluster.arn().map(|arn| arn.to_string()));
    let registration = ArgoCluster::with_options(scope, "registration", registration.project("shop"), with());
    let repository = "https://git.example/shop/platform.git";
    let project = AppProjectArgs::new(cluster, ARGO_CD, "shop", [repository]).destination(name, "shop-*");
    let project = project.source_namespaces([ARGO_CD]);
    let project = AppProject::with_options(scope, "project", project, with());
    let application = json!({
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": { "name": "checkout", "namespace": ARGO_CD },
        "spec": {
            "project": "shop",
            "source": { "repoURL": repository, "path": "checkout", "targetRevision": "main" },
            "destination": { "name": name, "namespace": "shop-checkout" },
        },
    });
    let after = with().replace_with(cluster).depends_on(registration.object()).depends_on(project.object());
    Object::with_options(scope, "checkout", ObjectArgs::new(cluster.name(), application), after);
}
