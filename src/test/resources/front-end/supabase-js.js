// Stands in for supabase-js: as much of its interface as docs/front-end.md uses, answered by SubscriberIT at STAND_IN.
const ask = async path => (await fetch(process.env.STAND_IN + path)).json()

export function createClient() {
  const channels = []
  let isLoggedIn = false
  const ready = channel => channel.listeners.filter(each => each.type === 'system')
    .forEach(each => each.callback({ extension: 'postgres_changes', status: 'ok', channel: channel.name }))
  const poll = async () => {
    const { renewed, events } = await ask('/events')
    for (const channel of channels) {
      if (renewed || !channel.isReady) ready(channel)
      channel.isReady = true
      for (const event of events) {
        channel.listeners.filter(({ type, filter }) => type === 'postgres_changes' && filter.table === event.table && filter.schema === 'public')
          .forEach(each => each.callback(event))
      }
    }
    setTimeout(poll, 20)
  }
  return {
    auth: { signInWithPassword: async () => { isLoggedIn = true } },
    from: table => ({
      select: async () => isLoggedIn ? { data: await ask('/rows?' + table), error: null }
        : { data: null, error: { code: '42501', message: 'permission denied' } }
    }),
    channel(name) {
      const channel = {
        name,
        listeners: [],
        on(type, filter, callback) {
          channel.listeners.push({ type, filter, callback })
          return channel
        },
        subscribe() {
          if (channels.push(channel) === 1) setTimeout(poll, 20)
          return channel
        }
      }
      return channel
    }
  }
}
