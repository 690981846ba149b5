/** Child process with the device of the command benchmark: a simulated dock, and an echo on the bare broker. */
import { SimulatedDock } from '@rookery/simulator'
import mqtt from 'mqtt'

process.once(
  'message',
  async ({ mqttUrl, gateway, echo }: { mqttUrl: string; gateway: Record<string, string>; echo: string }) => {
    const client = await mqtt.connectAsync(echo)
    await client.subscribeAsync('bench/request')
    client.on('message', (_topic, payload) =>
      client.publish('bench/reply', JSON.stringify({ ...JSON.parse(String(payload)), data: { result: 0 } })),
    )
    const dock = new SimulatedDock({
      sn: gateway.gateway_sn!,
      product: 'dock3',
      mqttUrl,
      password: gateway.mqtt_password!,
      bindCode: gateway.bind_code!,
      organizationId: gateway.organization_id!,
    })
    await dock.join()
    process.send!({ ready: true })
  },
)
