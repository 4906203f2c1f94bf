-- When a business goes back to an earlier time: its branches say themselves what they are called and which of them are open.
CALL platform.quiet_while_loading('platform.businesses', 'businesses_branch_renamed');
CALL platform.quiet_while_loading('trade.branches', 'branches_one_stays');
