import { Component, inject, resource } from "@angular/core";
import { Homeserver } from "./homeserver";

@Component({
  selector: "app-root",
  template: `
    <p>{{ page.value()?.total }} users</p>
    <ul>
      @for (user of page.value()?.users; track user.name) {
        <li>{{ user.name }}</li>
      }
    </ul>
  `,
})
export class App {
  private readonly homeserver = inject(Homeserver);
  readonly page = resource({
    loader: async ({ abortSignal: signal }) => this.homeserver.client.users.list({}, { signal }),
  });
}
