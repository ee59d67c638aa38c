use std::sync::{Arc, Mutex};
use std::time::Duration;

use archipel_engine::limiter::{BucketKey, Limiter, Rate, at_priority};
use tokio::time::Instant;

fn key(region: &str) -> BucketKey {
    BucketKey { account: "1".into(), region: region.into(), service: "ec2".into(), class: "mutating".into() }
}

fn limiter() -> Limiter {
    Limiter::new(|_| Rate { burst: 5.0, per_second: 10.0 })
}

#[tokio::test(start_paused = true)]
async fn a_burst_goes_at_once_and_the_rest_at_the_rate() {
    let (limiter, started) = (limiter(), Instant::now());
    for _ in 0..5 {
        limiter.acquire(&key("a")).await;
    }
    assert_eq!(started.elapsed(), Duration::ZERO);
    for _ in 0..20 {
        limiter.acquire(&key("a")).await;
    }
    let took = started.elapsed().as_secs_f64();
    assert!((1.99..2.1).contains(&took), "{took}");
}

#[tokio::test(start_paused = true)]
async fn buckets_of_other_regions_do_not_wait_for_each_other() {
    let (limiter, started) = (limiter(), Instant::now());
    for region in ["a", "b"] {
        for _ in 0..5 {
            limiter.acquire(&key(region)).await;
        }
    }
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_throttle_slows_down_to_a_floor_and_successes_bring_the_rate_back() {
    let limiter = limiter();
    limiter.throttled(&key("a"));
    assert!((limiter.rate(&key("a")) - 7.0).abs() < 1e-9);
    // Others of the same burst are the same news.
    limiter.throttled(&key("a"));
    assert!((limiter.rate(&key("a")) - 7.0).abs() < 1e-9);
    let started = Instant::now();
    limiter.acquire(&key("a")).await;
    assert!(started.elapsed() >= Duration::from_millis(500), "nothing is sent for a moment");
    for _ in 0..50 {
        tokio::time::advance(Duration::from_secs(1)).await;
        limiter.throttled(&key("a"));
    }
    assert!((limiter.rate(&key("a")) - 1.0).abs() < 1e-9);
    for _ in 0..200 {
        limiter.succeeded(&key("a"));
    }
    assert!((limiter.rate(&key("a")) - 10.0).abs() < 1e-9, "never above the nominal rate");
}

#[tokio::test(start_paused = true)]
async fn the_first_waiter_goes_first_and_a_dropped_one_takes_no_token() {
    let limiter = Arc::new(Limiter::new(|_| Rate { burst: 1.0, per_second: 1.0 }));
    limiter.acquire(&key("a")).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for number in 0..6 {
        let (limiter, order) = (Arc::clone(&limiter), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            limiter.acquire(&key("a")).await;
            order.lock().unwrap().push(number);
        }));
        tokio::task::yield_now().await;
    }
    tasks[2].abort();
    let started = Instant::now();
    for task in tasks {
        let _ = task.await;
    }
    assert_eq!(*order.lock().unwrap(), [0, 1, 3, 4, 5]);
    assert!(started.elapsed() < Duration::from_millis(5_100), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_waiter_with_the_longest_path_goes_first() {
    let limiter = Arc::new(Limiter::new(|_| Rate { burst: 1.0, per_second: 1.0 }));
    limiter.acquire(&key("a")).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    // A poller's request, outside of any step, comes last and goes first.
    for priority in [Some(1), Some(3), Some(2), Some(3), None] {
        let (limiter, order) = (Arc::clone(&limiter), Arc::clone(&order));
        let ask = async move {
            limiter.acquire(&key("a")).await;
            order.lock().unwrap().push(priority);
        };
        tasks.push(match priority {
            Some(priority) => tokio::spawn(at_priority(priority, ask)),
            None => tokio::spawn(ask),
        });
        tokio::task::yield_now().await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*order.lock().unwrap(), [None, Some(3), Some(3), Some(2), Some(1)]);
}

#[tokio::test(start_paused = true)]
async fn the_time_in_which_requests_wait_is_counted_once_for_each_bucket() {
    let limiter = Arc::new(Limiter::new(|_| Rate { burst: 2.0, per_second: 1.0 }));
    let ask = |bucket: &'static str, times: usize| {
        let requests = (0..times).map(|_| {
            let limiter = Arc::clone(&limiter);
            tokio::spawn(async move { limiter.acquire(&key(bucket)).await })
        });
        requests.collect::<Vec<_>>()
    };
    let seconds =
        || limiter.waits().iter().map(|wait| (wait.bucket.clone(), wait.waited.as_secs())).collect::<Vec<_>>();
    for request in ask("a", 2) {
        request.await.unwrap();
    }
    assert_eq!(seconds(), [], "the burst waits for nothing");
    let tasks: Vec<_> = ask("a", 3).into_iter().chain(ask("b", 4)).collect();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(seconds(), [(key("a"), 1), (key("b"), 1)], "while they wait");
    for task in tasks {
        task.await.unwrap();
    }
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(seconds(), [(key("a"), 3), (key("b"), 2)]);
}
