fn generated(stack: &Stack) {
let eu_west_1 = stack.region("eu-west-1");
let eu_west_1_queues = eu_west_1.component("queues");
let eu_west_1_queue_queues_dead = CloudControl::with_options(
    &eu_west_1_queues,
    "dead",
    "AWS::SQS::Queue",
    json!({ "MessageRetentionPeriod": 1209600, "QueueName": "dead" }),
    Options::new().import("https://sqs.eu-west-1.amazonaws.com/111122223333/dead"),
);
CloudControl::with_options(
    &eu_west_1_queues,
    "work",
    "AWS::SQS::Queue",
    json!({
        "QueueName": "work",
        "RedrivePolicy": {
            "deadLetterTargetArn": eu_west_1_queue_queues_dead.attribute::<String>("Arn"),
            "maxReceiveCount": 5,
        },
        "SqsManagedSseEnabled": true,
        "Tags": [
            { "Key": "team", "Value": "the \"core\"" },
            { "Key": "of", "Value": eu_west_1_queue_queues_dead.attribute::<String>("Arn") },
        ],
        "VisibilityTimeout": 60,
    }),
    Options::new().import("https://sqs.eu-west-1.amazonaws.com/111122223333/work"),
);
}
