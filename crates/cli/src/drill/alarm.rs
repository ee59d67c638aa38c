//! Evaluates an alarm as CloudWatch does, for the sandbox: its emulators publish no metrics.

use crate::recovery::DrillAlarm;

/// An alarm over time.
#[derive(Debug)]
pub(crate) struct Evaluated {
    alarm: DrillAlarm,
    /// The current period, and its most extreme value.
    period: u64,
    extreme: Option<f64>,
    breaching: u32,
    pub(crate) is_in_alarm: bool,
}

impl Evaluated {
    pub(crate) fn new(alarm: &DrillAlarm) -> Self {
        Self { alarm: alarm.clone(), period: 0, extreme: None, breaching: 0, is_in_alarm: false }
    }

    /// A value of the metric, or none at this time.
    pub(crate) fn add(&mut self, at_ms: u64, value: Option<f64>) {
        let length = u64::try_from(self.alarm.period.as_millis()).unwrap_or(u64::MAX).max(1);
        let period = at_ms / length;
        while self.period < period {
            self.end_period();
        }
        let more = |value: f64, than: f64| if self.alarm.below { value < than } else { value > than };
        if let Some(value) = value
            && self.extreme.is_none_or(|extreme| more(value, extreme))
        {
            self.extreme = Some(value);
        }
    }

    fn end_period(&mut self) {
        let breaches = match self.extreme.take() {
            Some(value) if self.alarm.below => value < self.alarm.threshold,
            Some(value) => value > self.alarm.threshold,
            None => self.alarm.missing_breaches,
        };
        self.breaching = if breaches { self.breaching + 1 } else { 0 };
        self.is_in_alarm = self.breaching >= self.alarm.periods;
        self.period += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::recovery::Signal;

    fn alarm(below: bool, missing_breaches: bool) -> Evaluated {
        let signal = Signal::Lag("database".to_owned());
        let period = Duration::from_secs(60);
        let threshold = if below { 1.0 } else { 5000.0 };
        let region = "us-east-1".to_owned();
        Evaluated::new(&DrillAlarm {
            name: None,
            region,
            signal,
            period,
            periods: 3,
            threshold,
            below,
            missing_breaches,
        })
    }

    /// When the alarm begins.
    fn begins(mut alarm: Evaluated, value: impl Fn(u64) -> Option<f64>) -> Option<u64> {
        (0..900).find(|second| {
            alarm.add(second * 1000, value(*second));
            alarm.is_in_alarm
        })
    }

    #[test]
    fn an_alarm_begins_after_its_periods_have_breached_the_threshold() {
        let late = |second| Some(if second >= 100 { 60_000.0 } else { 1000.0 });
        assert_eq!(begins(alarm(false, false), late), Some(240), "the minutes 1, 2 and 3");
        let once = |second| Some(if (100..110).contains(&second) { 60_000.0 } else { 1000.0 });
        assert_eq!(begins(alarm(false, false), once), None);
        let unhealthy = |second| Some(if second >= 119 { 0.0 } else { 1.0 });
        assert_eq!(begins(alarm(true, false), unhealthy), Some(240));
    }

    #[test]
    fn periods_without_a_value_count_as_the_alarm_says() {
        let lost = |second| (second < 60).then_some(1000.0);
        assert_eq!(begins(alarm(false, true), lost), Some(240));
        assert_eq!(begins(alarm(false, false), lost), None);
    }

    #[test]
    fn an_alarm_ends_with_the_first_period_that_does_not_breach() {
        let mut alarm = alarm(false, false);
        for second in 0..400 {
            let value = if second < 300 { 60_000.0 } else { 0.0 };
            alarm.add(second * 1000, Some(value));
            assert_eq!(alarm.is_in_alarm, (180..360).contains(&second), "{second}");
        }
    }
}
