/**
 * A check of the experiment itself alarms below this p: mistakes of assignment are rare, checks are read often, and a false alarm
 * makes a sound experiment invalid. Source: Fabijan et al. (2019), KDD, 4.1.
 */
export const HEALTH_ALARM_LEVEL = 0.001;
