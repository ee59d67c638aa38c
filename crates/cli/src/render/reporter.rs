//! Passes events to their sinks.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use archipel_engine::event::{Event, EventSink, Level};

use super::sink::{Sink, StackMetadata};
use crate::errors::Failure;

/// The interval of redrawing elapsed times.
const TICK: Duration = Duration::from_millis(200);

enum Item {
    Event(Box<Event>),
    Failure(Failure),
    Say(String),
    #[cfg(feature = "recovery")]
    Recovery(Box<super::recovery_plan::RecoveryPlan>),
    StackMetadata(Arc<StackMetadata>),
    Settle(mpsc::Sender<()>),
    End,
}

/// Accepts events without blocking the sender.
pub(crate) struct Reporter {
    items: mpsc::Sender<Item>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Reporter {
    /// Starts the thread of the sinks.
    pub(crate) fn start(sinks: Vec<Box<dyn Sink>>) -> Self {
        let (items, received) = mpsc::channel();
        let thread = std::thread::spawn(move || show(&received, sinks));
        Self { items, thread: Mutex::new(Some(thread)) }
    }

    fn send(&self, item: Item) {
        // Output after the thread has ended is dropped.
        let _ = self.items.send(item);
    }

    /// Shows a notice.
    pub(crate) fn notice(&self, level: Level, message: impl Into<String>) {
        self.emit(Event::Notice { level, message: message.into() });
    }

    /// Reports an error.
    pub(crate) fn failure(&self, failure: Failure) {
        self.send(Item::Failure(failure));
    }

    /// Shows text to humans only.
    pub(crate) fn say(&self, text: impl Into<String>) {
        self.send(Item::Say(text.into()));
    }

    /// Adds a recovery plan to reports.
    #[cfg(feature = "recovery")]
    pub(crate) fn recovery(&self, plan: super::recovery_plan::RecoveryPlan) {
        self.send(Item::Recovery(Box::new(plan)));
    }

    /// Sets the metadata of the stack.
    pub(crate) fn metadata(&self, facts: StackMetadata) {
        self.send(Item::StackMetadata(Arc::new(facts)));
    }

    /// Waits until all output is shown and nothing is being redrawn.
    pub(crate) fn settle(&self) {
        let (done, wait) = mpsc::channel();
        self.send(Item::Settle(done));
        let _ = wait.recv();
    }

    /// Waits until all output is shown, and ends the thread.
    pub(crate) fn close(&self) {
        self.send(Item::End);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl EventSink for Reporter {
    fn emit(&self, event: Event) {
        self.send(Item::Event(Box::new(event)));
    }
}

fn show(items: &mpsc::Receiver<Item>, mut sinks: Vec<Box<dyn Sink>>) {
    let mut facts = Arc::new(StackMetadata::default());
    loop {
        match items.recv_timeout(TICK) {
            Ok(Item::Event(event)) => sinks.iter_mut().for_each(|sink| sink.event(&event, &facts)),
            Ok(Item::Failure(failure)) => sinks.iter_mut().for_each(|sink| sink.failure(&failure)),
            Ok(Item::Say(text)) => sinks.iter_mut().for_each(|sink| sink.say(&text)),
            #[cfg(feature = "recovery")]
            Ok(Item::Recovery(plan)) => sinks.iter_mut().for_each(|sink| sink.recovery(&plan)),
            Ok(Item::StackMetadata(new)) => facts = new,
            Ok(Item::Settle(done)) => {
                sinks.iter_mut().for_each(|sink| sink.settle());
                let _ = done.send(());
            }
            Err(RecvTimeoutError::Timeout) => sinks.iter_mut().for_each(|sink| sink.tick(&facts)),
            Ok(Item::End) | Err(RecvTimeoutError::Disconnected) => {
                sinks.iter_mut().for_each(|sink| sink.settle());
                sinks.iter_mut().for_each(|sink| sink.end());
                return;
            }
        }
    }
}
