"""Corrections to EKS in ministack 1.5.33. As in corrections.py, each looks up the replaced function by name and is
listed in QUIRKS.md.
"""

from corrections import replaces

# Where the gateway reads the state of a cluster for its API server. The gateway forwards no path of its clients there.
INTERNAL = "/_sandbox/clusters/"
# How long a change of access entries takes to be effective, in seconds.
ACCESS_DELAY = 2.0
# Where the gateway names the caller of `CreateCluster`.
CREATOR = "x-sandbox-principal"

# The prefix of the ids of the security groups of ministack's clusters, which moto does not have.
CLUSTER_GROUP = "sg-0e45c"


def apply():
    import json
    import re
    import time
    import uuid

    from ministack.core.responses import AccountRegionScopedDict
    from ministack.services import eks

    # --- some settings of a new cluster or node group were lost, a cluster was deleted together with its node groups
    # or despite its protection, and nothing could be updated. Updates complete immediately here.

    @replaces(eks, "_create_cluster")
    def create_cluster(before, body, creator_arn=None):
        answer = before(body, creator_arn)
        if answer[0] < 300:
            # Another cluster may have had the name.
            access_history.pop(body["name"], None)
            record_access(body["name"])
            cluster = eks._clusters[body["name"]]
            cluster["resourcesVpcConfig"]["clusterSecurityGroupId"] = CLUSTER_GROUP + uuid.uuid4().hex[:12]
            cluster["deletionProtection"] = body.get("deletionProtection", False)
            cluster["upgradePolicy"] = body.get("upgradePolicy") or {"supportType": "EXTENDED"}
            cluster["computeConfig"] = body.get("computeConfig") or {"enabled": False}
            cluster["storageConfig"] = body.get("storageConfig") or {"blockStorage": {"enabled": False}}
            # IAM accepts only https issuers, like those of AWS.
            issuer = f"https://oidc.eks.{eks.get_region()}.amazonaws.com/id/{uuid.uuid4().hex.upper()}"
            cluster["identity"] = {"oidc": {"issuer": issuer}}
            if not cluster.get("certificateAuthority", {}).get("data"):
                cluster["certificateAuthority"] = {"data": "c2FuZGJveA=="}
        return answer

    @replaces(eks, "_delete_cluster")
    def delete_cluster(before, name):
        cluster = eks._clusters.get(name)
        if cluster and cluster.get("deletionProtection"):
            return eks._error(400, "InvalidRequestException", f"Cluster {name} has deletion protection enabled.")
        if cluster and any(key.startswith(f"{name}/") for key in eks._nodegroups):
            return eks._error(409, "ResourceInUseException", f"Cluster {name} has nodegroups attached.")
        if cluster and any(key.startswith(f"{name}/") for key in capabilities):
            return eks._error(409, "ResourceInUseException", f"Cluster {name} has capabilities attached.")
        return before(name)

    @replaces(eks, "_create_nodegroup")
    def create_nodegroup(before, cluster_name, body):
        answer = before(cluster_name, body)
        if answer[0] < 300:
            group = eks._nodegroups[f"{cluster_name}/{body['nodegroupName']}"]
            group["updateConfig"] = body.get("updateConfig") or {"maxUnavailable": 1}
            if body.get("launchTemplate"):
                group["launchTemplate"] = body["launchTemplate"]
            for key in ("version", "releaseVersion", "nodeRepairConfig"):
                if body.get(key):
                    group[key] = body[key]
        return answer

    # --- capabilities are implemented here, because no emulator supports them. Every change completes immediately,
    # and nothing runs.

    capabilities = AccountRegionScopedDict()

    @replaces(eks, "reset")
    def reset(before):
        capabilities.clear()
        access_history.clear()
        return before()

    def capability_calls(method, cluster, name, body):
        if cluster not in eks._clusters:
            return eks._error(404, "ResourceNotFoundException", f"No cluster found for name: {cluster}.")
        if name is None and method == "GET":
            mine = [one for key, one in capabilities.items() if key.startswith(f"{cluster}/")]
            return eks._json_resp(200, {"capabilities": mine})
        if name is None:
            return create_capability(cluster, body)
        found = capabilities.get(f"{cluster}/{name}")
        if found is None:
            return eks._error(404, "ResourceNotFoundException", f"No capability found for name: {name}.")
        if method == "DELETE":
            capabilities.pop(f"{cluster}/{name}", None)
            eks._tags.pop(found["arn"], None)
            eks._delete_access_entry(cluster, found["roleArn"])
            return eks._json_resp(200, {"capability": {**found, "status": "DELETING"}})
        if method == "POST":
            return update_capability(found, body)
        return eks._json_resp(200, {"capability": found})

    def create_capability(cluster, body):
        name = body["capabilityName"]
        if f"{cluster}/{name}" in capabilities:
            return eks._error(409, "ResourceInUseException", f"Capability already exists with name: {name}")
        arn = f"arn:aws:eks:{eks.get_region()}:{eks.get_account_id()}:capability/{cluster}/{body['type'].lower()}/{name}/{uuid.uuid4()}"
        configuration = body.get("configuration") or {}
        argo = configuration.get("argoCd")
        if argo is not None:
            argo.setdefault("namespace", "argocd")
            argo["serverUrl"] = f"https://{uuid.uuid4().hex[:12]}.eks-capabilities.{eks.get_region()}.amazonaws.com"
        made = {
            "capabilityName": name,
            "arn": arn,
            "clusterName": cluster,
            "type": body["type"],
            "roleArn": body["roleArn"],
            "status": "ACTIVE",
            "version": "1.0",
            "configuration": configuration,
            "tags": body.get("tags") or {},
            "health": {"issues": []},
            "deletePropagationPolicy": body["deletePropagationPolicy"],
        }
        capabilities[f"{cluster}/{name}"] = made
        eks._tags[arn] = dict(made["tags"])
        # EKS creates the access entry of the role itself, without permissions.
        eks._create_access_entry(cluster, {"principalArn": body["roleArn"], "type": "STANDARD"})
        return eks._json_resp(200, {"capability": made})

    def update_capability(found, body):
        if body.get("roleArn"):
            found["roleArn"] = body["roleArn"]
        asked = (body.get("configuration") or {}).get("argoCd") or {}
        argo = found["configuration"].get("argoCd") or {}
        roles = asked.get("rbacRoleMappings") or {}
        changed = roles.get("addOrUpdateRoleMappings", [])
        others = [role["role"] for role in changed + roles.get("removeRoleMappings", [])]
        kept = [role for role in argo.get("rbacRoleMappings", []) if role["role"] not in others]
        argo["rbacRoleMappings"] = kept + changed
        if asked.get("networkAccess") is not None:
            argo["networkAccess"] = asked["networkAccess"]
        return done("ConfigUpdate")

    # --- the access entries of the clusters' API servers.
    # rule: access-entries-later. A change is effective in the cluster after a while.

    access_history = AccountRegionScopedDict()

    def access_entries(cluster):
        prefix = f"{cluster}\x00"
        entries = []
        for key, entry in eks._access_entries.items():
            if not key.startswith(prefix):
                continue
            policies = [
                {"name": policy["policyArn"].rpartition("/")[2], "scope": policy["accessScope"]}
                for policy_key, policy in eks._access_policies.items()
                if policy_key.startswith(f"{key}\x00")
            ]
            entries.append({
                "principal": entry["principalArn"],
                "username": entry["username"],
                "groups": list(entry["kubernetesGroups"]),
                "policies": policies,
            })
        return entries

    def record_access(cluster):
        history = access_history.get(cluster) or []
        access_history[cluster] = [*history, (time.monotonic(), access_entries(cluster))]

    def effective_access(cluster):
        history = access_history.get(cluster) or [(0.0, access_entries(cluster))]
        # The entry that EKS creates together with the cluster is effective when the cluster is.
        effective = [one for one in history if one[0] <= time.monotonic() - ACCESS_DELAY] or history[:1]
        access_history[cluster] = history[history.index(effective[-1]):]
        return effective[-1][1]

    # Some types were unknown, and policies were refused for entries of the type EC2, which EKS Auto Mode needs.
    eks._VALID_ACCESS_ENTRY_TYPES += ("EC2", "HYBRID_LINUX", "HYPERPOD_LINUX")

    def associate(before, cluster, principal, body):
        entry = eks._access_entries.get(eks._ae_key(cluster, principal))
        if entry is None or entry["type"] != "EC2":
            return before(cluster, principal, body)
        try:
            entry["type"] = "STANDARD"
            return before(cluster, principal, body)
        finally:
            entry["type"] = "EC2"

    for name in (
        "_create_access_entry",
        "_update_access_entry",
        "_delete_access_entry",
        "_associate_access_policy",
        "_disassociate_access_policy",
    ):

        @replaces(eks, name)
        def change_access(before, cluster, *args, name=name):
            answer = associate(before, cluster, *args) if name == "_associate_access_policy" else before(cluster, *args)
            if answer[0] < 300:
                record_access(cluster)
            return answer

    # --- the API servers of clusters run in the gateway, which authenticates their callers.

    def internal_state(name):
        cluster = eks._clusters.get(name)
        if cluster is None:
            return eks._error(404, "ResourceNotFoundException", f"No cluster found for name: {name}.")
        compute = cluster.get("computeConfig") or {}
        return eks._json_resp(200, {
            "created": cluster["createdAt"],
            "auto": bool(compute.get("enabled")),
            "node_pools": compute.get("nodePools") or [],
            "argo_cd": [
                one["configuration"].get("argoCd", {}).get("namespace", "argocd")
                for key, one in capabilities.items()
                if key.startswith(f"{name}/") and one["type"] == "ARGOCD"
            ],
            "access": effective_access(name),
            # The permissions of EKS's access policies, as its user guide lists them.
            "policies": eks._ACCESS_POLICY_RULES,
        })

    # rule: addon-pod-identities. ministack kept what the request had.
    def own_associations(cluster, addon, wanted):
        """Brings the associations of an add-on to those of a request. Returns a refusal."""
        store, owner = eks._pod_identity_associations, addon["addonArn"]
        prefix = eks._pia_key(cluster, "")
        own = {one["serviceAccount"]: one for key, one in store.items() if key.startswith(prefix) and one["ownerArn"] == owner}
        roles = {one["serviceAccount"]: one["roleArn"] for one in wanted}
        for account in set(own) - set(roles):
            eks._delete_pod_identity_association(cluster, own.pop(account)["associationId"])
        for account, role in roles.items():
            if account not in own:
                body = {"namespace": "kube-system", "serviceAccount": account, "roleArn": role}
                answer = eks._create_pod_identity_association(cluster, body)
                if answer[0] >= 300:
                    return answer
                found = [one for key, one in store.items() if key.startswith(prefix) and one["serviceAccount"] == account]
                own[account] = next(one for one in found if one["namespace"] == "kube-system")
            own[account].update({"roleArn": role, "ownerArn": owner})
        addon["podIdentityAssociations"] = [one["associationArn"] for one in own.values()]
        return None

    @replaces(eks, "_create_addon")
    def create_addon(before, cluster, body):
        wanted = body.pop("podIdentityAssociations", None) or []
        answer = before(cluster, body)
        if answer[0] < 300:
            addon = eks._addons[f"{cluster}/{body['addonName']}"]
            refused = own_associations(cluster, addon, wanted)
            if refused is not None:
                own_associations(cluster, addon, [])
                eks._addons.pop(f"{cluster}/{body['addonName']}")
                return refused
            return eks._json_resp(200, {"addon": addon})
        return answer

    @replaces(eks, "_update_addon")
    def update_addon(before, cluster, name, body):
        wanted, addon = body.pop("podIdentityAssociations", None), eks._addons.get(f"{cluster}/{name}")
        refused = own_associations(cluster, addon, wanted) if wanted is not None and addon else None
        return refused if refused is not None else before(cluster, name, body)

    @replaces(eks, "_delete_addon")
    def delete_addon(before, cluster, name):
        addon = eks._addons.get(f"{cluster}/{name}")
        if addon:
            own_associations(cluster, addon, [])
        return before(cluster, name)

    # --- pod identity associations could not be tagged.

    @replaces(eks, "_resolve_tag_resource_arn")
    def resolve_tag_resource_arn(before, arn):
        if ":capability/" in arn and any(one["arn"] == arn for one in capabilities.values()):
            return arn, None
        if ":podidentityassociation/" not in arn:
            return before(arn)
        if any(one["associationArn"] == arn for one in eks._pod_identity_associations.values()):
            return arn, None
        return None, eks._tag_resource_not_found(arn)

    # The tags of all resources never changed after their create.

    def show_tags(arn):
        stores = [
            ("arn", eks._clusters),
            ("nodegroupArn", eks._nodegroups),
            ("addonArn", eks._addons),
            ("accessEntryArn", eks._access_entries),
            ("associationArn", eks._pod_identity_associations),
            ("arn", capabilities),
        ]
        for key, store in stores:
            for one in store.values():
                if one.get(key) == arn:
                    one["tags"] = dict(eks._tags.get(arn) or {})

    for name in ("_tag_resource", "_untag_resource"):

        @replaces(eks, name)
        def retag(before, arn, asked):
            answer = before(arn, asked)
            show_tags(arn)
            return answer

    # Each version of Kubernetes has two versions of every add-on; the older one is the default.

    def addon_versions(query_params):
        asked = {key: one[0] if isinstance(one, list) else one for key, one in query_params.items()}
        name, minors = asked.get("addonName", "vpc-cni"), [f"1.{minor}" for minor in range(36, 30, -1)]
        versions = [
            {
                "addonVersion": f"v{minor}.{build}-eksbuild.1",
                "compatibilities": [{"clusterVersion": minor, "defaultVersion": build == 1}],
            }
            for minor in minors
            if asked.get("kubernetesVersion") in (None, minor)
            for build in (2, 1)
        ]
        found = [{"addonName": name, "type": "networking", "addonVersions": versions}] if versions else []
        return eks._json_resp(200, {"addons": found})

    def done(kind):
        update = {"id": str(uuid.uuid4()), "status": "Successful", "type": kind, "params": [], "errors": []}
        return eks._json_resp(200, {"update": update})

    def configure(cluster, body):
        kinds = [
            keys
            for keys in (
                ["deletionProtection"],
                ["accessConfig"],
                ["logging"],
                ["resourcesVpcConfig"],
                ["computeConfig", "storageConfig", "kubernetesNetworkConfig"],
                ["upgradePolicy"],
            )
            if any(body.get(key) is not None for key in keys)
        ]
        if len(kinds) != 1:
            return eks._error(400, "InvalidParameterException", "Only one type of update can be allowed.")
        for key in kinds[0]:
            if body.get(key) is None:
                continue
            if key == "deletionProtection":
                cluster[key] = body[key]
            elif key == "logging":
                logs = {log: s["enabled"] for s in body[key]["clusterLogging"] for log in s.get("types", [])}
                setups = [{"types": [k for k, v in logs.items() if v == on], "enabled": on} for on in (True, False)]
                cluster[key] = {"clusterLogging": setups}
            else:
                cluster[key] = {**(cluster.get(key) or {}), **body[key]}
        return done("ConfigUpdate")

    # rule: one-encryption-key
    def encrypt(name, body):
        cluster = eks._clusters.get(name)
        if cluster is None:
            return eks._error(404, "ResourceNotFoundException", f"No cluster found for name: {name}.")
        if cluster.get("encryptionConfig"):
            return eks._error(400, "InvalidParameterException", "Encryption is already enabled on the cluster.")
        cluster["encryptionConfig"] = body["encryptionConfig"]
        return done("AssociateEncryptionConfig")

    def configure_group(group, body):
        if body.get("scalingConfig"):
            group["scalingConfig"] = {**(group.get("scalingConfig") or {}), **body["scalingConfig"]}
        # A number and a percentage exclude each other.
        for key in ("updateConfig", "nodeRepairConfig"):
            if body.get(key):
                group[key] = body[key]
        labels = body.get("labels") or {}
        kept = {k: v for k, v in (group.get("labels") or {}).items() if k not in labels.get("removeLabels", [])}
        group["labels"] = {**kept, **labels.get("addOrUpdateLabels", {})}
        taints = body.get("taints") or {}
        changed = taints.get("removeTaints", []) + taints.get("addOrUpdateTaints", [])
        names = [(taint.get("key"), taint.get("effect")) for taint in changed]
        kept = [t for t in group.get("taints") or [] if (t.get("key"), t.get("effect")) not in names]
        group["taints"] = [*kept, *taints.get("addOrUpdateTaints", [])]
        return done("ConfigUpdate")

    @replaces(eks, "_handle_request_sync")
    def handle(before, method, path, headers, body_bytes, query_params):
        if path.startswith(INTERNAL) and method == "GET":
            return internal_state(path[len(INTERNAL):])
        if path == "/clusters" and method == "POST" and headers.get(CREATOR):
            return eks._create_cluster(json.loads(body_bytes), headers[CREATOR])
        found = re.fullmatch(r"/clusters/([^/]+)/capabilities(?:/([^/]+))?", path)
        if found:
            return capability_calls(method, *found.groups(), json.loads(body_bytes) if body_bytes else {})
        if method == "GET" and path.rstrip("/") == "/cluster-versions":
            known = [{"clusterVersion": f"1.{minor}", "clusterType": "eks"} for minor in range(36, 30, -1)]
            return eks._json_resp(200, {"clusterVersions": known})
        if method == "GET" and path.rstrip("/") == "/addons/supported-versions":
            return addon_versions(query_params)
        found = re.fullmatch(r"/clusters/([^/]+)/encryption-config/associate", path)
        if found and method == "POST":
            return encrypt(found[1], json.loads(body_bytes))
        found = re.fullmatch(r"/clusters/([^/]+)(?:/node-groups/([^/]+))?/(update-config|update-version|updates)(?:/(.+))?", path)
        if not found:
            return before(method, path, headers, body_bytes, query_params)
        name, group_name, what, update = found.groups()
        cluster = eks._clusters.get(name)
        group = eks._nodegroups.get(f"{name}/{group_name}") if group_name else None
        if cluster is None or (group_name and group is None):
            return eks._error(404, "ResourceNotFoundException", f"No cluster found for name: {name}.")
        if method == "GET":
            answer = {"id": update, "status": "Successful", "type": "ConfigUpdate", "params": [], "errors": []}
            return eks._json_resp(200, {"update": answer} if update else {"updateIds": []})
        body = json.loads(body_bytes) if body_bytes else {}
        if group is not None and what == "update-config":
            return configure_group(group, body)
        if group is not None:
            for key in ("version", "releaseVersion", "launchTemplate"):
                if body.get(key):
                    group[key] = body[key]
            return done("VersionUpdate")
        if what == "update-config":
            return configure(cluster, body)
        cluster["version"] = body["version"]
        return done("VersionUpdate")
