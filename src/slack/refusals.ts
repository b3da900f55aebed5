import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api'

/*
 * What an error of Slack's Web API tells: whether the call may have been carried out, and whether it may be repeated.
 */

/** A request that never reached Slack cannot have been carried out. */
export const surelyNotDone = (error: unknown) =>
  error instanceof WebAPIRequestError && /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(reasons(error.original))

/** Slack's own word where it surely did nothing. */
export const refusal = (error: unknown) =>
  error instanceof WebAPIPlatformError && !mayBeDone.test(error.data.error) ? error.data.error : undefined

/** Refusals that pass: Slack is busy, or the file of a picture is not ready yet. */
export const passing = /^(ratelimited|service_unavailable|request_timeout|team_added_to_org)$/

/** Slack does not accept the bot's token: for as long as that lasts nothing can be said to anybody. */
export const withdrawn =
  /^(not_authed|invalid_auth|account_inactive|token_revoked|token_expired|org_login_required|ekm_access_denied|team_access_not_granted)$/

// With these Slack says that some of it may have been carried out.
const mayBeDone = /^(fatal_error|internal_error)$/

/** What may be repeated without harm is repeated whatever went wrong on the way. */
export const mayRepeat = (error: unknown) =>
  error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError

/** A file is ready some seconds after its upload; until then Slack refuses the message and changes nothing. */
export const isNotReady = (error: unknown) =>
  error instanceof WebAPIPlatformError &&
  error.data.error === 'invalid_blocks' &&
  (error.data.response_metadata?.messages ?? []).some(message => message.includes('slack_file'))

const reasons = (error: unknown): string => {
  if (!(error instanceof Error)) return ''
  const inner = error instanceof AggregateError ? error.errors : [error.cause]
  return ['code' in error ? String(error.code) : '', ...inner.map(reasons)].join(' ')
}
