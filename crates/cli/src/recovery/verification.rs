//! `recovery:traffic/Verification`: the last step of a recovery plan, a write through the public name that is read back.

use std::sync::Arc;
use std::time::Instant;

use archipel_engine::resource::{Registry, prelude::*};
use archipel_resources::numbered::Application;
use archipel_sandbox::daemon::Running;
use archipel_sandbox::traffic::{Store, StoreKind, Tick};

use super::flow::Flow;

/// The provider of what a recovery plan does itself.
pub(crate) const PROVIDER: &str = "recovery";
/// The type of the verification.
pub(crate) const TYPE: &str = "recovery:traffic/Verification";
/// Our own error code while the public name does not take the write.
const NOT_YET: &str = "NotVerified";
/// The id of the verification of a stack, which has one.
const ID: &str = "public-name";
/// The number that is written.
const NUMBER: u64 = 1;
/// The longest wait within the traffic of a drill, in its seconds.
const MOST_TICKS: u32 = 1800;
/// The numbers of drills are below it.
const NOT_OF_DRILLS: u64 = 1 << 32;

/// The kind of a store.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VerifiedStore {
    /// An Aurora global database.
    Database,
    /// A global datastore of ElastiCache.
    Cache,
}

/// A store that the application writes to.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(VerifiedWrite)]
pub(crate) struct VerifiedWriteProps {
    /// The name of the store.
    pub(crate) store: String,
    /// The address: `PUT ADDRESS/SERIES/NUMBER` writes, and `GET ADDRESS/SERIES` answers the numbers.
    pub(crate) address: String,
    pub(crate) kind: VerifiedStore,
    /// The identifier of the global cluster, or the id of the global replication group.
    pub(crate) id: String,
}

/// The properties of a verification.
#[derive(Args, Clone, Debug, PartialEq)]
pub(crate) struct VerificationProps {
    /// The region that has the roles: each move is verified.
    #[arg(write_only)]
    pub(crate) region: String,
    /// The regions of the stack.
    #[arg(write_only, required)]
    pub(crate) regions: Vec<String>,
    /// The addresses that must answer, the one of the drills first.
    #[arg(write_only, required)]
    pub(crate) probes: Vec<String>,
    /// The writes. Without one, the probes are all that is verified.
    #[arg(write_only)]
    pub(crate) writes: Vec<VerifiedWriteProps>,
}

/// Requests the public name, writes a number to each store through it with a series of its own, and reads it back. It repeats that
/// until it works. A delete changes nothing.
#[resource("recovery:traffic/Verification", props = VerificationProps)]
pub(crate) struct Verification {}

/// Where the requests go.
pub(crate) enum Way {
    /// The public name itself.
    Public(Application),
    /// The stand-in of the sandbox for the traffic of users: the account, and the traffic of a drill that runs the failover.
    Sandbox(Box<Running>, String, Arc<Flow>),
}

/// The provider.
pub(crate) fn provider(way: Way) -> Registry<Way> {
    let way = Arc::new(way);
    Registry::new(PROVIDER, move |_| Ok(Arc::clone(&way))).resource::<Verification>()
}

impl Resource for Verification {
    type Api = Way;
    type Identity = Self;

    fn meta() -> Meta {
        Meta::new("traffic")
            .global()
            .typical(Seconds { create: 60, update: 60, delete: 1 })
            .timeouts(Seconds::each(900))
            .not_imported("nothing of it exists")
    }

    async fn create(cx: &OperationContext<Self>, props: &VerificationProps) -> Result<VerificationAttrs> {
        cx.allocate(props, || async { Ok(Id::new(ID)) }).await?;
        verify(cx, props).await
    }

    async fn read(_: &ReadContext<Way>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let (region, regions, probes) = (String::new(), Vec::new(), Vec::new());
        let props = VerificationProps { region, regions, probes, writes: Vec::new() };
        let state = |id: &Id| ResourceState {
            id: id.clone(),
            props: props.clone(),
            attrs: VerificationAttrs {},
            status: Status::Ready,
        };
        Ok(ids.iter().map(state).collect())
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<VerificationAttrs> {
        verify(cx, &change.new).await
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
}

/// An interrupted create leaves nothing to find, and repeating it has no further effect.
impl Identity<Self> for Verification {
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;
}

async fn verify(cx: &OperationContext<Verification>, props: &VerificationProps) -> Result<VerificationAttrs> {
    // The same for every attempt of this step: a repeated write writes the same number.
    let series = format!("failover-{}", &cx.token_for("series")[..16]);
    let began = Instant::now();
    cx.eventually(&[NOT_YET], || async {
        cx.waiting("the public name to take writes");
        let tried = match cx.api() {
            Way::Public(application) => through_the_public_name(application, props, &series).await,
            Way::Sandbox(running, account, flow) => {
                let sandbox = Sandbox { running, account, flow };
                sandbox.until_verified(props, &series, began).await
            }
        };
        tried.map_err(|why| {
            let message = format!("{} does not serve the users yet: {why}", props.region);
            ProviderError { code: Some(NOT_YET.to_owned()), ..ProviderError::new(ErrorKind::NotYet, message) }
        })
    })
    .await?;
    Ok(VerificationAttrs {})
}

/// Sends the requests of users. Returns why something does not work.
async fn through_the_public_name(
    application: &Application,
    props: &VerificationProps,
    series: &str,
) -> std::result::Result<(), String> {
    let send = async |method: &str, url: &str| application.send(method, url).await.map_err(|error| error.message);
    for probe in &props.probes {
        send("GET", probe).await?;
    }
    for VerifiedWriteProps { store, address, .. } in &props.writes {
        let address = format!("{}/{series}", address.trim_end_matches('/'));
        send("PUT", &format!("{address}/{NUMBER}")).await?;
        let body = send("GET", &address).await?;
        let numbers: Vec<u64> = serde_json::from_str(&body)
            .map_err(|error| format!("GET {address}: the answer is not a list of numbers: {error}"))?;
        if !numbers.contains(&NUMBER) {
            return Err(format!("GET {address}: the {store} does not have the number that it acknowledged"));
        }
    }
    Ok(())
}

/// The host of an address.
pub(crate) fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', ':', '?']).next().unwrap_or_default()
}

/// The stand-in for traffic.
struct Sandbox<'a> {
    running: &'a Running,
    account: &'a str,
    flow: &'a Flow,
}

impl Sandbox<'_> {
    /// Within a drill it waits for the drill's traffic, whose time is virtual. Alone it has a traffic of its own.
    async fn until_verified(
        &self,
        props: &VerificationProps,
        series: &str,
        began: Instant,
    ) -> std::result::Result<(), String> {
        for _ in 0..MOST_TICKS {
            let of_drill = self.flow.series();
            let at_ms =
                if of_drill.is_some() { 0 } else { u64::try_from(began.elapsed().as_millis()).unwrap_or_default() };
            let is_drill = of_drill.is_some();
            let Err(why) = self.once(props, (of_drill.as_deref().unwrap_or(series), series), at_ms).await else {
                return Ok(());
            };
            if !is_drill {
                return Err(why);
            }
            self.flow.next().await;
        }
        Err(format!("nothing within {MOST_TICKS} s of the drill"))
    }

    async fn once(
        &self,
        props: &VerificationProps,
        (traffic, series): (&str, &str),
        at_ms: u64,
    ) -> std::result::Result<(), String> {
        let kind = |kind: VerifiedStore| match kind {
            VerifiedStore::Database => StoreKind::Database,
            VerifiedStore::Cache => StoreKind::Cache,
        };
        let store = |write: &VerifiedWriteProps| Store::new(kind(write.kind), &write.id, &props.regions);
        let number = number(series);
        for (index, probe) in props.probes.iter().enumerate() {
            let writes = if index == 0 { props.writes.as_slice() } else { &[] };
            let tick = Tick {
                account: self.account.to_owned(),
                series: traffic.to_owned(),
                at_ms,
                host: host(probe).to_owned(),
                number,
                stores: writes.iter().map(store).collect(),
                objects: Vec::new(),
                changes: Vec::new(),
            };
            let answer = self.running.traffic(&tick).await.map_err(|error| error.to_string())?;
            if let Some(why) = answer.failure {
                return Err(format!("{probe}: {why}"));
            }
            for (write, written) in writes.iter().zip(answer.stores) {
                let store = &write.store;
                match written.failure {
                    Some(why) => return Err(format!("{store}: {why}")),
                    None if written.present.contains(&number) => {}
                    None => return Err(format!("the {store} does not have the number that it acknowledged")),
                }
            }
        }
        Ok(())
    }
}

/// The number of a series among those of a drill, which has one series for all.
fn number(series: &str) -> u64 {
    let digits = series.rsplit('-').next().and_then(|digits| u64::from_str_radix(digits.get(..8)?, 16).ok());
    NOT_OF_DRILLS + digits.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::application::application;
    use super::*;

    #[test]
    fn the_host_is_that_of_the_address() {
        for probe in ["https://api.x.example/health", "https://api.x.example:8443/health", "api.x.example"] {
            assert_eq!(host(probe), "api.x.example");
        }
    }

    #[test]
    fn the_number_of_a_verification_is_none_of_a_drill() {
        assert_eq!(number("failover-00000010deadbeef"), (1 << 32) + 16);
        assert!(number("failover-x") >= NOT_OF_DRILLS);
    }

    fn props(address: &str) -> VerificationProps {
        let write = VerifiedWriteProps {
            store: "database".to_owned(),
            address: format!("{address}/drill/database/"),
            kind: VerifiedStore::Database,
            id: "g".to_owned(),
        };
        let probes = vec![format!("{address}/health")];
        VerificationProps { region: "us-east-1".to_owned(), regions: Vec::new(), probes, writes: vec![write] }
    }

    #[tokio::test]
    async fn a_number_is_written_through_the_public_name_and_read_back() {
        let (address, requests) = application(true);
        through_the_public_name(&Application::default(), &props(&address), "failover-1").await.unwrap();
        let expected = ["GET /health", "PUT /drill/database/failover-1/1", "GET /drill/database/failover-1"];
        assert_eq!(*requests.lock().unwrap(), expected);
    }

    #[tokio::test]
    async fn a_write_that_is_acknowledged_and_not_there_is_not_verified() {
        let (address, _) = application(false);
        let why = through_the_public_name(&Application::default(), &props(&address), "failover-1").await.unwrap_err();
        assert!(why.ends_with("the database does not have the number that it acknowledged"), "{why}");
    }
}
