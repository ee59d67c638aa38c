"""Corrections to ministack 1.5.33's ElastiCache, and an implementation of its global replication groups, which no
emulator supports (checked 2026-11-23: ministack 1.5.33, moto 5.2.5, fakecloud 0.51.0). Listed in QUIRKS.md.
"""

from corrections import replaces


def apply():
    from xml.sax.saxutils import escape

    from ministack.core.responses import AccountScopedDict, get_account_id, get_region
    from ministack.services import elasticache as caches

    p, xml, error = caches._p, caches._xml, caches._error

    def flag(params, key):
        return p(params, key).lower() == "true"

    # --- subnets were looked up in ministack's own EC2, but they are in moto: any subnet is accepted.

    @replaces(caches, "_resolve_subnets")
    def resolve_subnets(before, params):
        ids = caches._extract_configs(params, "SubnetIds", ("SubnetIdentifier", "member"))
        zone = {"Name": f"{get_region()}a"}
        return [{"SubnetIdentifier": one, "SubnetAvailabilityZone": zone} for one in ids], "vpc-00000000000000000"

    # --- resources in use were deleted, and parameters outside the family were never reset.

    @replaces(caches, "_delete_param_group")
    def delete_param_group(before, params):
        name = p(params, "CacheParameterGroupName")
        if any(group.get("CacheParameterGroupName") == name for group in caches._replication_groups.values()):
            return error("InvalidCacheParameterGroupState", f"The parameter group {name} is in use.", 400)
        return before(params)

    @replaces(caches, "_reset_cache_parameter_group")
    def reset_parameters(before, params):
        answer = before(params)
        name = p(params, "CacheParameterGroupName")
        if answer[0] < 300:
            family = caches._param_groups[name]["CacheParameterGroupFamily"]
            known, index = caches._default_params_for_family(family), 1
            while one := p(params, f"ParameterNameValues.ParameterNameValue.{index}.ParameterName"):
                if one not in known:
                    caches._param_group_params[name].pop(one, None)
                index += 1
        return answer

    @replaces(caches, "_delete_user_group")
    def delete_user_group(before, params):
        group = caches._user_groups.get(p(params, "UserGroupId"))
        if group and group.get("ReplicationGroups"):
            return error("InvalidUserGroupState", "The user group is associated with a replication group.", 400)
        return before(params)

    # --- an authentication mode was ignored, and `&` in access strings was not escaped.

    def set_mode(params):
        user = caches._users.get(p(params, "UserId"))
        kind = p(params, "AuthenticationMode.Type")
        if user and kind:
            count = sum(1 for index in (1, 2) if p(params, f"AuthenticationMode.Passwords.member.{index}"))
            user["Authentication"] = {"Type": kind.removesuffix("-required"), "PasswordCount": count}

    for name in ("_create_user", "_modify_user"):

        @replaces(caches, name)
        def with_mode(before, params):
            answer = before(params)
            if answer[0] < 300:
                set_mode(params)
            return answer

    @replaces(caches, "_user_xml")
    def user_xml(before, user):
        return before({**user, "AccessString": escape(user.get("AccessString", ""))})

    # --- replication groups: the port, the key, and most changes were lost.

    GLOBAL = AccountScopedDict()

    def members_of(group):
        return [caches._clusters[one] for one in group["MemberClusters"] if one in caches._clusters]

    @replaces(caches, "_create_replication_group")
    def create_group(before, params):
        name, follows = p(params, "ReplicationGroupId"), p(params, "GlobalReplicationGroupId")
        if follows:
            there = GLOBAL.get(follows)
            if there is None:
                return error("GlobalReplicationGroupNotFoundFault", f"{follows} not found", 404)
            for key in ("Engine", "EngineVersion", "CacheNodeType", "TransitEncryptionEnabled"):
                if p(params, key):
                    return error("InvalidParameterCombination", f"{key} comes from the global group.", 400)
            params = {**params, **{key: [str(value)] for key, value in there["_shared"].items()}}
        answer = before(params)
        if answer[0] >= 300:
            return answer
        group = caches._replication_groups[name]
        group["KmsKeyId"] = p(params, "KmsKeyId")
        port = int(p(params, "Port") or 6379)
        host = f"{name}.sandbox.cache.{get_region()}.internal"
        for shard in group["NodeGroups"]:
            shard["PrimaryEndpoint"] = {"Address": f"master.{host}", "Port": port}
            shard["ReaderEndpoint"] = {"Address": f"replica.{host}", "Port": port}
        # One shard can have cluster mode.
        if group["ClusterMode"] == "enabled":
            group["ClusterEnabled"] = True
            group["ConfigurationEndpoint"] = {"Address": f"clustercfg.{host}", "Port": port}
        if follows:
            group["_global"], group["_role"] = follows, "SECONDARY"
            there["Members"].append((name, get_region(), "SECONDARY"))
        return answer

    @replaces(caches, "_modify_replication_group")
    def modify_group(before, params):
        group = caches._replication_groups.get(p(params, "ReplicationGroupId"))
        if group and group.get("_global"):
            for key in ("CacheNodeType", "EngineVersion", "CacheParameterGroupName", "AutomaticFailoverEnabled"):
                if p(params, key):
                    return error("InvalidParameterValue", f"{key} of a member is changed in the global group.", 400)
        answer = before(params)
        if answer[0] < 300:
            change(group, params)
            deliver(group, params)
        return answer

    # --- changes of log deliveries were ignored. A request has those that change.

    def deliver(group, params):
        prefix, index = "LogDeliveryConfigurations.LogDeliveryConfigurationRequest", 1
        kept = {one["LogType"]: one for one in group.get("LogDeliveryConfigurations") or []}
        while kind := p(params, f"{prefix}.{index}.LogType"):
            kept.pop(kind, None)
            index += 1
        kept.update({one["LogType"]: one for one in caches._extract_log_delivery_configs(params)})
        if index > 1:
            group["LogDeliveryConfigurations"] = list(kept.values())

    @replaces(caches, "_extract_log_delivery_configs")
    def log_deliveries(before, params):
        found = before(params)
        prefix = "LogDeliveryConfigurations.LogDeliveryConfigurationRequest"
        for one in found:
            stream, index = "", 1
            while kind := p(params, f"{prefix}.{index}.LogType"):
                if kind == one["LogType"]:
                    details = f"{prefix}.{index}.DestinationDetails.KinesisFirehoseDetails.DeliveryStream"
                    stream = p(params, details)
                index += 1
            if stream:
                one["_stream"] = stream
        return found

    @replaces(caches, "_log_delivery_configs_xml")
    def log_deliveries_xml(before, configs):
        texts = []
        for one in configs:
            text = before([one])
            if one.get("_stream"):
                details = (
                    "<DestinationDetails><KinesisFirehoseDetails>"
                    f"<DeliveryStream>{one['_stream']}</DeliveryStream></KinesisFirehoseDetails></DestinationDetails>"
                )
                text = text.replace("<LogDeliveryConfiguration>", f"<LogDeliveryConfiguration>{details}", 1)
            texts.append(text)
        return "".join(texts)

    # --- shards could not be added or removed.

    def reshard(params):
        group = caches._replication_groups.get(p(params, "ReplicationGroupId"))
        if group is None:
            return error("ReplicationGroupNotFoundFault", "The replication group was not found", 404)
        # rule: resharding
        if not group["ClusterEnabled"] or group.get("_global"):
            return error("InvalidReplicationGroupState", "The replication group has no cluster mode of its own.", 400)
        wanted, shards = int(p(params, "NodeGroupCount")), group["NodeGroups"]
        removed = caches._extract_configs(params, "NodeGroupsToRemove", ("NodeGroupToRemove", "member"))
        if wanted < len(shards) and len(removed) != len(shards) - wanted:
            return error("InvalidParameterCombination", "Name the node groups to remove.", 400)
        group["NodeGroups"] = [shard for shard in shards if shard["NodeGroupId"] not in removed]
        model, numbers = shards[0], [int(shard["NodeGroupId"]) for shard in shards]
        while len(group["NodeGroups"]) < wanted:
            number = f"{max(numbers) + 1:04d}"
            numbers.append(int(number))
            members = [
                {**one, "CacheClusterId": f"{group['ReplicationGroupId']}-{number}-{index + 1:03d}"}
                for index, one in enumerate(model["NodeGroupMembers"])
            ]
            group["NodeGroups"].append({**model, "NodeGroupId": number, "NodeGroupMembers": members})
        update_members(group)
        name = "ModifyReplicationGroupShardConfiguration"
        body = f"<{name}Result><ReplicationGroup>{caches._rg_xml(group)}</ReplicationGroup></{name}Result>"
        return xml(200, f"{name}Response", body)

    def update_members(group):
        model = members_of(group)[0]
        names = [one["CacheClusterId"] for shard in group["NodeGroups"] for one in shard["NodeGroupMembers"]]
        for gone in set(group["MemberClusters"]) - set(names):
            caches._clusters.pop(gone, None)
        for new in set(names) - set(group["MemberClusters"]):
            caches._clusters[new] = {**model, "CacheClusterId": new, "CacheClusterArn": caches._arn_cluster(new)}
        group["MemberClusters"] = names

    def change(group, params):
        if p(params, "AutoMinorVersionUpgrade"):
            group["AutoMinorVersionUpgrade"] = flag(params, "AutoMinorVersionUpgrade")
        security = caches._extract_configs(params, "SecurityGroupIds", ("SecurityGroupId", "member"))
        for node in members_of(group):
            if security:
                node["SecurityGroups"] = [{"SecurityGroupId": one, "Status": "active"} for one in security]
            for key in ("PreferredMaintenanceWindow", "CacheNodeType", "EngineVersion", "Engine"):
                if p(params, key):
                    node[key] = p(params, key)
            if p(params, "CacheParameterGroupName"):
                node["CacheParameterGroup"]["CacheParameterGroupName"] = p(params, "CacheParameterGroupName")
        for key in ("Engine", "EngineVersion", "CacheNodeType", "CacheParameterGroupName"):
            if p(params, key):
                group[key] = p(params, key)

    # Copies had no nodes, and the list of nodes did not change.
    for name in ("_increase_replica_count", "_decrease_replica_count"):

        @replaces(caches, name)
        def recount(before, params):
            answer = before(params)
            group = caches._replication_groups.get(p(params, "ReplicationGroupId"))
            if answer[0] < 300 and group:
                update_members(group)
            return answer

    @replaces(caches, "_delete_replication_group")
    def delete_group(before, params):
        group = caches._replication_groups.get(p(params, "ReplicationGroupId"))
        if group and group.get("_global"):
            return error("InvalidReplicationGroupState", "It is a member of a global replication group.", 400)
        return before(params)

    @replaces(caches, "_rg_xml")
    def group_xml(before, group):
        more = ""
        if group.get("KmsKeyId"):
            more += f"<KmsKeyId>{group['KmsKeyId']}</KmsKeyId>"
        if group.get("_global"):
            more += (
                "<GlobalReplicationGroupInfo>"
                f"<GlobalReplicationGroupId>{group['_global']}</GlobalReplicationGroupId>"
                f"<GlobalReplicationGroupMemberRole>{group['_role']}</GlobalReplicationGroupMemberRole>"
                "</GlobalReplicationGroupInfo>"
            )
        return before(group) + more

    # --- global replication groups are implemented here. Every change completes immediately.

    def global_xml(one):
        members = "".join(
            "<GlobalReplicationGroupMember>"
            f"<ReplicationGroupId>{name}</ReplicationGroupId><ReplicationGroupRegion>{region}</ReplicationGroupRegion>"
            f"<Role>{role}</Role><Status>associated</Status></GlobalReplicationGroupMember>"
            for name, region, role in one["Members"]
        )
        status = "available" if len(one["Members"]) > 1 else "primary-only"
        status = "modifying" if one.get("_move") else status
        return (
            f"<GlobalReplicationGroupId>{one['Id']}</GlobalReplicationGroupId>"
            f"<GlobalReplicationGroupDescription>{escape(one['Description'])}</GlobalReplicationGroupDescription>"
            f"<Status>{status}</Status><ARN>{one['ARN']}</ARN>"
            f"<CacheNodeType>{one['_shared']['CacheNodeType']}</CacheNodeType><Engine>{one['_shared']['Engine']}</Engine>"
            f"<EngineVersion>{one['_shared']['EngineVersion']}</EngineVersion><Members>{members}</Members>"
        )

    def answer_with(action, one):
        inner = f"<GlobalReplicationGroup>{global_xml(one)}</GlobalReplicationGroup>"
        return xml(200, f"{action}Response", f"<{action}Result>{inner}</{action}Result>")

    def group_in(name, region):
        return caches._replication_groups._data.get((get_account_id(), region, name))

    # rule: primary-moves. A move goes on without its caller: the primary changes at its end, and meanwhile the group
    # refuses other changes.

    def look_at(one):
        if one.get("_move") is None:
            return
        one["_looks"] -= 1
        if one["_looks"] >= 0:
            return
        wanted, one["_move"] = one["_move"], None
        members = [(name, region) for name, region, _ in one["Members"]]
        one["Members"] = [(*member, "PRIMARY" if member == wanted else "SECONDARY") for member in members]
        for name, region, role in one["Members"]:
            group_in(name, region)["_role"] = role

    def found(params):
        name = p(params, "GlobalReplicationGroupId")
        one = GLOBAL.get(name)
        if one is not None:
            look_at(one)
            if one.get("_move"):
                return None, error("InvalidGlobalReplicationGroupState", f"{name} is in state modifying.", 400)
        return one, error("GlobalReplicationGroupNotFoundFault", f"Global replication group {name} not found", 404)

    def create_global(params):
        suffix, first = p(params, "GlobalReplicationGroupIdSuffix"), p(params, "PrimaryReplicationGroupId")
        group, name = caches._replication_groups.get(first), f"sgaui-{suffix}"
        if group is None:
            return error("ReplicationGroupNotFoundFault", f"Replication group {first} not found", 404)
        if name in GLOBAL:
            return error("GlobalReplicationGroupAlreadyExistsFault", f"{name} already exists", 400)
        if group.get("_global"):
            return error("InvalidReplicationGroupState", f"{first} is in a global group already", 400)
        shared = {key: group[key] for key in ("Engine", "EngineVersion", "CacheNodeType")}
        shared["TransitEncryptionEnabled"] = str(group["TransitEncryptionEnabled"]).lower()
        shared["AtRestEncryptionEnabled"] = str(group["AtRestEncryptionEnabled"]).lower()
        shared["AutomaticFailoverEnabled"] = str(group["AutomaticFailover"] == "enabled").lower()
        GLOBAL[name] = {
            "Id": name,
            "Description": p(params, "GlobalReplicationGroupDescription"),
            "ARN": f"arn:aws:elasticache::{get_account_id()}:globalreplicationgroup:{name}",
            "Members": [(first, get_region(), "PRIMARY")],
            "_shared": shared,
        }
        group["_global"], group["_role"] = name, "PRIMARY"
        caches._tags[GLOBAL[name]["ARN"]] = caches._extract_tags(params)
        return answer_with("CreateGlobalReplicationGroup", GLOBAL[name])

    def describe_global(params):
        wanted = p(params, "GlobalReplicationGroupId")
        if wanted and wanted not in GLOBAL:
            return found(params)[1]
        all_of = [GLOBAL[wanted]] if wanted else list(GLOBAL.values())
        for one in all_of:
            look_at(one)
        inner = "".join(f"<GlobalReplicationGroup>{global_xml(one)}</GlobalReplicationGroup>" for one in all_of)
        action = "DescribeGlobalReplicationGroups"
        inner = f"<GlobalReplicationGroups>{inner}</GlobalReplicationGroups>"
        return xml(200, f"{action}Response", f"<{action}Result>{inner}</{action}Result>")

    def modify_global(params):
        one, missing = found(params)
        if one is None:
            return missing
        if p(params, "GlobalReplicationGroupDescription"):
            one["Description"] = p(params, "GlobalReplicationGroupDescription")
        for key in ("Engine", "EngineVersion", "CacheNodeType", "AutomaticFailoverEnabled"):
            if p(params, key):
                one["_shared"][key] = p(params, key)
        for name, region, _ in one["Members"]:
            group = group_in(name, region)
            if p(params, "AutomaticFailoverEnabled"):
                state = "enabled" if flag(params, "AutomaticFailoverEnabled") else "disabled"
                group["AutomaticFailover"] = group["MultiAZ"] = state
            for key, node in caches._clusters._data.items():
                if key[:2] == (get_account_id(), region) and node["ReplicationGroupId"] == name:
                    for field in ("Engine", "EngineVersion", "CacheNodeType"):
                        node[field] = p(params, field) or node[field]
                    if p(params, "CacheParameterGroupName"):
                        node["CacheParameterGroup"]["CacheParameterGroupName"] = p(params, "CacheParameterGroupName")
            for key in ("Engine", "EngineVersion", "CacheNodeType", "CacheParameterGroupName"):
                group[key] = p(params, key) or group[key]
        return answer_with("ModifyGlobalReplicationGroup", one)

    def leave(one, name, region):
        one["Members"] = [member for member in one["Members"] if member[:2] != (name, region)]
        group = group_in(name, region)
        if group:
            group.pop("_global", None)

    def disassociate(params):
        one, missing = found(params)
        if one is None:
            return missing
        name, region = p(params, "ReplicationGroupId"), p(params, "ReplicationGroupRegion")
        # rule: only-secondaries-leave
        if (name, region, "PRIMARY") in one["Members"] and len(one["Members"]) > 1:
            return error("InvalidGlobalReplicationGroupState", f"{name} is the primary: only secondaries can leave.", 400)
        leave(one, name, region)
        return answer_with("DisassociateGlobalReplicationGroup", one)

    def fail_over(params):
        one, missing = found(params)
        if one is None:
            return missing
        wanted = p(params, "PrimaryReplicationGroupId"), p(params, "PrimaryRegion")
        if all(member[:2] != wanted for member in one["Members"]):
            return error("ReplicationGroupNotFoundFault", f"{wanted[0]} is not in {one['Id']}", 404)
        one["_move"], one["_looks"] = wanted, 3
        return answer_with("FailoverGlobalReplicationGroup", one)

    def delete_global(params):
        one, missing = found(params)
        if one is None:
            return missing
        if len(one["Members"]) > 1:
            return error("InvalidGlobalReplicationGroupState", "It has secondary members.", 400)
        for name, region, _ in one["Members"]:
            leave(one, name, region)
        del GLOBAL[one["Id"]]
        caches._tags.pop(one["ARN"], None)
        return answer_with("DeleteGlobalReplicationGroup", one)

    OURS = {
        "CreateGlobalReplicationGroup": create_global,
        "DescribeGlobalReplicationGroups": describe_global,
        "ModifyGlobalReplicationGroup": modify_global,
        "DisassociateGlobalReplicationGroup": disassociate,
        "FailoverGlobalReplicationGroup": fail_over,
        "DeleteGlobalReplicationGroup": delete_global,
        "ModifyReplicationGroupShardConfiguration": reshard,
    }

    @replaces(caches, "_resolve_taggable_elasticache_arn")
    def resolve_arn(before, arn):
        if ":globalreplicationgroup:" in arn:
            if arn.rsplit(":", 1)[1] in GLOBAL:
                return arn, None
            return None, error("GlobalReplicationGroupNotFoundFault", f"{arn} not found", 404)
        return before(arn)

    @replaces(caches, "handle_request")
    async def handle_request(before, method, path, headers, body, query_params):
        from urllib.parse import parse_qs

        params = {**query_params, **(parse_qs(body.decode("utf-8", errors="replace")) if body else {})}
        ours = OURS.get(p(params, "Action"))
        if ours:
            return ours(params)
        return await before(method, path, headers, body, query_params)

    @replaces(caches, "reset")
    def reset(before):
        GLOBAL.clear()
        return before()
