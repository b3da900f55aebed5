import type { Patience } from '../../src/slack/patience.ts'

/*
 * A test waits for what must happen, however busy the machine is: nothing is given up and nothing is late, unless that is
 * what the test is about.
 */

const long = 120_000

/** A bot that never gives up, and never says that it takes a while. */
export const unhurried: Patience = { posting: long, file: long, words: long, form: long }

/** A local Slack that waits for the app, and whose files are ready at once. */
export const unhurriedSlack = { acknowledgeWithin: long, fileDelay: 0 }
