/** Child process with the devices of the command benchmark: simulated docks, and an echo on the bare broker. */
import { SimulatedDock } from '@rookery/simulator'
import mqtt from 'mqtt'

process.once(
  'message',
  async ({ mqttUrl, gateways, echo }: { mqttUrl: string; gateways: Record<string, string>[]; echo: string }) => {
    const client = await mqtt.connectAsync(echo)
    await client.subscribeAsync('bench/request')
    client.on('message', (_topic, payload) =>
      client.publish('bench/reply', JSON.stringify({ ...JSON.parse(String(payload)), data: { result: 0 } })),
    )
    const docks = gateways.map(
      gateway =>
        new SimulatedDock({
          sn: gateway.gateway_sn!,
          product: 'dock3',
          mqttUrl,
          password: gateway.mqtt_password!,
          bindCode: gateway.bind_code!,
          organizationId: gateway.organization_id!,
        }),
    )
    await Promise.all(docks.map(dock => dock.join()))
    process.send!({ ready: true })
  },
)
