// The one place that knows where the service is, and which of its accounts this page shows.
export const account = new URLSearchParams(self.location.search).get('account');

/** The address of something of the service, for the page's account. */
export function address(path, values = {}) {
  const query = new URLSearchParams(account === null ? values : { ...values, account });
  return query.size === 0 ? path : `${path}?${query}`;
}

const PATIENCE_MILLIS = 10_000;

/**
 * A page of somebody else could not send this header, so the service knows its own page by it even behind a proxy that gives it another
 * `Host`, and where the browser does not say where a question comes from (`Sec-Fetch-Site`, which it leaves out on plain http).
 *
 * @return status and decoded answer; throws while the service cannot be reached, and when it is there but says nothing
 */
export async function ask(path, values, options) {
  const response = await fetch(address(path, values), { signal: AbortSignal.timeout(PATIENCE_MILLIS), ...options, headers: { 'X-Requested-With': 'balance-page' } });
  return { status: response.status, answer: await response.json() };
}
