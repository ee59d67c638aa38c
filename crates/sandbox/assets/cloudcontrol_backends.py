"""What stands behind the Cloud Control endpoint: ministack's CloudFormation for the types that it makes, and for all
others a stand-in that remembers models and has no other effect.

The stand-in is ours. It proves how a client drives the API, and nothing about the service.
"""

import copy
import uuid

from cloudcontrol_schemas import put, values

# What AWS adds to the models of types that ministack lacks, as recorded in reads of real AWS (github.com/go-to-k/
# cdk-real-drift, tests/corpus, June to August 2026): properties that a request left out, by type.
ADDED = {
    "AWS::APS::Workspace": {
        "WorkspaceConfiguration": {
            "RuleQueryOffsetInSeconds": 60,
            "RetentionPeriodInDays": 150,
            "OutOfOrderTimeWindowInSeconds": 60,
            "LimitsPerLabelSets": [],
        }
    },
    "AWS::ApplicationSignals::ServiceLevelObjective": {"Description": "No description"},
    "AWS::CloudTrail::Trail": {
        "AdvancedEventSelectors": [],
        "AggregationConfigurations": [],
        "InsightSelectors": [],
        "IsOrganizationTrail": False,
    },
    "AWS::FIS::ExperimentTemplate": {
        "ExperimentOptions": {"EmptyTargetResolutionMode": "fail", "AccountTargeting": "single-account"}
    },
    "AWS::GlobalAccelerator::Accelerator": {"IpAddressType": "IPV4", "IpAddresses": ["192.0.2.1", "198.51.100.1"]},
    "AWS::Grafana::Workspace": {"GrafanaVersion": "10.4", "OrganizationalUnits": []},
    "AWS::GuardDuty::Detector": {"FindingPublishingFrequency": "SIX_HOURS"},
    "AWS::SecurityHub::Hub": {"ControlFindingGenerator": "SECURITY_CONTROL", "AutoEnableControls": False},
    "AWS::Synthetics::Canary": {
        "SuccessRetentionPeriod": 31,
        "FailureRetentionPeriod": 31,
        "ProvisionedResourceCleanup": "AUTOMATIC",
        "RunConfig": {"TimeoutInSeconds": 840, "MemoryInMB": 1500, "EphemeralStorage": 1024, "ActiveTracing": False},
    },
    "AWS::Amplify::App": {
        "JobConfig": {"BuildComputeType": "STANDARD_8GB"},
        "CacheConfig": {"Type": "AMPLIFY_MANAGED_NO_COOKIES"},
        "CustomHeaders": "",
    },
    "AWS::Athena::DataCatalog": {"Status": "CREATE_COMPLETE"},
    "AWS::Bedrock::Agent": {
        "AgentCollaborators": [],
        "PromptOverrideConfiguration": {"PromptConfigurations": []},
        "AgentCollaboration": "DISABLED",
        "TestAliasTags": {},
        "OrchestrationType": "DEFAULT",
        "IdleSessionTTLInSeconds": 600,
        "KnowledgeBases": [],
        "ActionGroups": [],
    },
    "AWS::BedrockAgentCore::WorkloadIdentity": {"AllowedResourceOauth2ReturnUrls": []},
    "AWS::Cassandra::Keyspace": {"ReplicationSpecification": {"ReplicationStrategy": "SINGLE_REGION"}},
    "AWS::CloudWatch::CompositeAlarm": {
        "AlarmActions": [],
        "ActionsEnabled": True,
        "InsufficientDataActions": [],
        "OKActions": [],
    },
    "AWS::CloudWatch::InsightRule": {"ApplyOnTransformedLogs": False},
    "AWS::CodeDeploy::Application": {"ComputePlatform": "Server"},
    "AWS::CodeGuruProfiler::ProfilingGroup": {
        "AnomalyDetectionNotificationConfiguration": [],
        "AgentPermissions": {"Principals": []},
        "ComputePlatform": "Default",
    },
    "AWS::DMS::Endpoint": {"SslMode": "none"},
    "AWS::DataSync::LocationS3": {"S3StorageClass": "STANDARD"},
    "AWS::EC2::IPAM": {"EnablePrivateGua": False},
    "AWS::EC2::TrafficMirrorFilter": {"NetworkServices": []},
    "AWS::EMRServerless::Application": {
        "Architecture": "X86_64",
        "WorkerTypeSpecifications": {},
        "RuntimeConfiguration": [],
        "InitialCapacity": [],
    },
    "AWS::ElastiCache::ServerlessCache": {"Description": " ", "SnapshotRetentionLimit": 0},
    "AWS::GuardDuty::Filter": {"Action": "NOOP", "Rank": 1},
    "AWS::IVS::Channel": {
        "RecordingConfigurationArn": "",
        "Authorized": False,
        "Preset": "",
        "ContainerFormat": "TS",
        "InsecureIngest": False,
        "Type": "STANDARD",
        "LatencyMode": "LOW",
    },
    "AWS::ImageBuilder::InfrastructureConfiguration": {
        "Logging": {"S3Logs": {}},
        "ResourceTags": {},
        "TerminateInstanceOnFailure": True,
        "InstanceTypes": [],
        "SecurityGroupIds": [],
    },
    "AWS::InternetMonitor::Monitor": {"Status": "ACTIVE", "Resources": []},
    "AWS::KinesisVideo::SignalingChannel": {"Type": "SINGLE_MASTER", "MessageTtlSeconds": 60},
    "AWS::KinesisVideo::Stream": {
        "StreamStorageConfiguration": {"DefaultStorageTier": "HOT"},
        "DataRetentionInHours": 0,
    },
    "AWS::Location::GeofenceCollection": {"PricingPlan": "RequestBasedUsage"},
    "AWS::Location::PlaceIndex": {
        "PricingPlan": "RequestBasedUsage",
        "DataSourceConfiguration": {"IntendedUse": "SingleUse"},
    },
    "AWS::Logs::DeliveryDestination": {"DeliveryDestinationType": "CWL"},
    "AWS::MemoryDB::Cluster": {
        "Port": 6379,
        "AutoMinorVersionUpgrade": True,
        "DataTiering": "false",
        "NetworkType": "ipv4",
        "IpDiscovery": "ipv4",
        "NumReplicasPerShard": 1,
        "EngineVersion": "7.3",
        "SecurityGroupIds": [],
        "NumShards": 1,
        "SnapshotRetentionLimit": 0,
        "TLSEnabled": True,
    },
    "AWS::Neptune::DBCluster": {
        "StorageEncrypted": False,
        "AssociatedRoles": [],
        "IamAuthEnabled": False,
        "DBPort": 8182,
        "NetworkType": "IPV4",
        "CopyTagsToSnapshot": False,
        "BackupRetentionPeriod": 1,
        "EnableCloudwatchLogsExports": [],
    },
    "AWS::Neptune::DBInstance": {"AutoMinorVersionUpgrade": True, "PubliclyAccessible": False},
    "AWS::NetworkManager::GlobalNetwork": {"State": "AVAILABLE"},
    "AWS::RAM::ResourceShare": {"ResourceShareConfiguration": {"RetainSharingOnAccountLeaveOrganization": False}},
    "AWS::RDS::EventSubscription": {"SourceIds": []},
    "AWS::RUM::AppMonitor": {
        "Platform": "Web",
        "DeobfuscationConfiguration": {"JavaScriptSourceMaps": {"Status": "DISABLED"}},
        "CustomEvents": {"Status": "DISABLED"},
        "CwLogEnabled": False,
    },
    "AWS::Redshift::ClusterParameterGroup": {"Parameters": []},
    "AWS::RedshiftServerless::Namespace": {
        "AdminUsername": "admin",
        "IamRoles": [],
        "SnapshotCopyConfigurations": [],
        "KmsKeyId": "AWS_OWNED_KMS_KEY",
        "DbName": "dev",
        "LogExports": [],
    },
    "AWS::RedshiftServerless::Workgroup": {
        "Port": 5439,
        "TrackName": "current",
        "BaseCapacity": -1,
        "EnhancedVpcRouting": False,
        "PubliclyAccessible": False,
        "PricePerformanceTarget": {"Status": "ENABLED", "Level": 50},
    },
    "AWS::ResourceExplorer2::View": {"Filters": {"FilterString": ""}, "IncludedProperties": []},
    "AWS::RolesAnywhere::Profile": {"ManagedPolicyArns": [], "AcceptRoleSessionName": False, "DurationSeconds": 3600},
    "AWS::S3Express::DirectoryBucket": {"InventoryConfigurations": [], "MetricsConfigurations": []},
    "AWS::SES::DedicatedIpPool": {"ScalingMode": "STANDARD"},
    "AWS::SSM::Association": {"ApplyOnlyAtCronInterval": False},
    "AWS::SSM::Document": {"DocumentFormat": "JSON"},
    "AWS::StepFunctions::Activity": {"EncryptionConfiguration": {"Type": "AWS_OWNED_KEY"}},
    "AWS::Transfer::Server": {
        "IpAddressType": "IPV4",
        "StructuredLogDestinations": [],
        "SecurityPolicyName": "TransferSecurityPolicy-2018-11",
        "S3StorageOptions": {"DirectoryListingOptimization": "DISABLED"},
        "Domain": "S3",
        "Protocols": ["SFTP"],
        "EndpointType": "PUBLIC",
        "IdentityProviderType": "SERVICE_MANAGED",
    },
    "AWS::VerifiedPermissions::PolicyStore": {"DeletionProtection": {"Mode": "DISABLED"}},
    "AWS::VpcLattice::ResourceConfiguration": {"AllowAssociationToSharableServiceNetwork": True},
}

# Values that AWS was recorded to rewrite, in the same reads.
REWRITTEN = {
    ("AWS::Synthetics::Canary", "Schedule.Expression"): {"rate(60 minutes)": "rate(1 hour)"},
}


def of(type_name):
    """What makes resources of a type."""
    from ministack.services.cloudformation import provisioners

    made = provisioners._RESOURCE_HANDLERS.get(type_name, {})
    return Ministack(provisioners) if "create" in made and "delete" in made else StandIn()


class Ministack:
    """ministack's own CloudFormation: the effect is in its service, and can be read back there."""

    def __init__(self, provisioners):
        self.provisioners = provisioners

    def create(self, schema, model):
        name = uuid.uuid4().hex[:12]
        physical, attributes = self.provisioners._provision_resource(
            schema.type_name, "r" + name, copy.deepcopy(model), "cloudcontrol"
        )
        return {"physical": physical, "logical": "r" + name}, flat(attributes), {}

    def update(self, schema, handle, old, new):
        physical, attributes = self.provisioners._update_resource(
            schema.type_name, handle["physical"], copy.deepcopy(old), copy.deepcopy(new), "cloudcontrol", handle["logical"]
        )
        if physical != handle["physical"]:
            raise ValueError(f"the emulator replaced {handle['physical']} by {physical}")
        return flat(attributes), {}

    def delete(self, schema, handle, model):
        self.provisioners._delete_resource(
            schema.type_name, handle["physical"], copy.deepcopy(model), "cloudcontrol", handle["logical"]
        )


def flat(attributes):
    return {str(name): value for name, value in (attributes or {}).items() if value is not None}


class StandIn:
    """Remembers models. Read-only properties get values of their type, and the defaults and rewrites that AWS was
    recorded to make are made."""

    def create(self, schema, model):
        token = uuid.uuid4().hex
        attributes = {}
        for path in schema.read_only:
            if "*" in path or values(model, path):
                continue
            value = invented(schema, path, model, token)
            if value is not None:
                attributes[".".join(path)] = value
        # An identifier that AWS chooses if a request does not.
        for path in schema.identifier:
            if path not in schema.read_only and not values(model, path):
                attributes[".".join(path)] = invented(schema, path, model, token) or token[:16]
        return {"physical": token, "logical": token}, attributes, self.settled(schema, model)

    def update(self, schema, handle, old, new):
        return None, self.settled(schema, new)

    def delete(self, schema, handle, model):
        pass

    def settled(self, schema, model):
        """The properties that AWS returns otherwise than they were sent, at the top level of the model."""
        settled = {name: value for name, value in ADDED.get(schema.type_name, {}).items() if name not in model}
        for (type_name, path), spellings in REWRITTEN.items():
            top, _, rest = path.partition(".")
            if type_name == schema.type_name and top in model:
                value = copy.deepcopy(model[top])
                for sent in values(value, tuple(rest.split("."))):
                    put(value, tuple(rest.split(".")), spellings.get(sent, sent))
                settled[top] = value
        return settled


# How CloudFormation shows that an account has a recorder and a channel in a region already. Source: service model of Config,
# `MaxNumberOfConfigurationRecordersExceededException` and `MaxNumberOfDeliveryChannelsExceededException`.
ONCE = {
    "AWS::Config::ConfigurationRecorder": "configuration recorder",
    "AWS::Config::DeliveryChannel": "delivery channel",
}


def as_handlers(type_name):
    """The stand-in as handlers of ministack's CloudFormation. A resource is named as its properties name it."""

    from ministack.core.responses import AccountRegionScopedDict

    made = AccountRegionScopedDict()

    def create(logical_id, props, stack_name):
        from cloudcontrol_schemas import find
        from ministack.core.responses import get_region

        schema = find(get_region(), type_name)
        # rule: one-in-a-region
        if type_name in ONCE and len(made) > 0:
            what, name = ONCE[type_name], props.get("Name", "default")
            raise ValueError(f"Failed to put {what} '{name}' because the maximum number of {what}s: 1 is reached.")
        handle, attributes, _ = StandIn().create(schema, props)
        chosen = [values(props, path) for path in schema.identifier]
        named = "|".join(str(one[0]) for one in chosen) if chosen and all(chosen) else None
        physical_id = named or f"{stack_name}-{logical_id}-{handle['physical'][:12]}"
        made[physical_id] = attributes
        return physical_id, attributes

    def update(physical_id, old_props, new_props, stack_name):
        return physical_id, made.get(physical_id, {})

    return {"create": create, "update": update, "delete": lambda physical_id, props: made.pop(physical_id, None)}


def invented(schema, path, model, token):
    """A value for a read-only property, by its name and type; `None` if it is left out."""
    from ministack.core.responses import get_account_id, get_region

    described = schema.property(path)
    kind, name = described.get("type"), path[-1]
    _, service, resource = schema.type_name.split("::")
    if described.get("enum"):
        return described["enum"][0]
    if kind == "integer" or kind == "number":
        return described.get("minimum", 0)
    if kind == "boolean":
        return False
    if kind == "string" or isinstance(kind, list) and "string" in kind:
        if name.lower().endswith("arn"):
            chosen = next((model[key] for key in ("Name", resource + "Name") if isinstance(model.get(key), str)), token[:12])
            return f"arn:aws:{service.lower()}:{get_region()}:{get_account_id()}:{resource.lower()}/{chosen}"
        if "date" in name.lower() or "time" in name.lower() or name.endswith("At"):
            return "2026-01-01T00:00:00Z"
        if name.endswith("Id") or name == "Id":
            return f"{resource.lower()[:8]}-{token[:12]}"
        return f"{name.lower()}-{token[:8]}"
    return None
