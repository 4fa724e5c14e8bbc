/** Adam and its kin for programs in PyTorch in which betas change: their moments are corrected by the beta that each update had. */

const opening = (name: string, what: string, starts: string): string => `class ${name}(torch.optim.Optimizer):
    """${what} Its moments are corrected by the beta that each update had, where PyTorch takes
    the one of now for all of them."""

    def __init__(self, groups, lr, betas):
        super().__init__(groups, {"lr": lr, "betas": betas, "weight_decay": 0.0})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (beta1, beta2), lr = group["betas"], group["lr"]
            for p in group["params"]:
                s = self.state[p]
                if not s:
                    s.update(m=torch.zeros_like(p), v=torch.zeros_like(p), ${starts}, product2=1.0)
                s["product2"] *= beta2
                s["m"].mul_(beta1).add_(p.grad, alpha=1 - beta1)
                s["v"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                size = (s["v"] / (1 - s["product2"])).sqrt() + 1e-8
`;

export const adamOfBetas = `${opening('Adam', 'Kingma & Ba 2015, with the decay of AdamW.', 'product1=1.0')}                s["product1"] *= beta1
                p.mul_(1 - lr * group["weight_decay"])
                p.sub_(lr / (1 - s["product1"]) * s["m"] / size)


`;

export const nadamOfBetas = `${opening('NAdam', 'Dozat 2016.', 't=0, product1=1.0')}                s["t"] += 1
                momentum, following = (beta1 * (1 - 0.5 * 0.96 ** (t * 0.004)) for t in (s["t"], s["t"] + 1))
                s["product1"] *= momentum
                ahead = (1 - momentum) / (1 - s["product1"]) * p.grad + following / (1 - s["product1"] * following) * s["m"]
                p.sub_(lr * ahead / size)


`;
